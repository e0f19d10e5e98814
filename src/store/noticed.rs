//! What the listener said of what tonearm noticed: that it is right, or wrong. Kept beside the
//! settings with the fact as it then was, so that a confirmed one stays when the counts pass.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::changes::{self, Change};
use super::{Reader, Receipt, Result, Store, feedback, settings};
use crate::domain::ids::ListenerId;
use crate::domain::section::Origin;
use crate::domain::time::Moment;
use crate::domain::you::{Noticed, Verdict};

const PREFIX: &str = "noticed:";

#[derive(Serialize, Deserialize)]
struct Kept {
    right: bool,
    noticed: Noticed,
}

impl Store {
    /// Writes down that a fact is right or wrong; none takes back what was said of it. What is
    /// wrong takes the section that goes by it off home, in the same change.
    pub fn judge(&self, noticed: Noticed, right: Option<bool>, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| {
            let was = noticed.verdict.map(|verdict| verdict.right);
            let sentence = noticed.sentence.clone();
            let summary = match right {
                Some(true) => format!("Right: {sentence}"),
                Some(false) => format!("Wrong: {sentence}. It is not said again"),
                None => format!("Took back what you said of: {sentence}"),
            };
            let mut steps = Vec::new();
            if let Some(section) = &noticed.section
                && (was == Some(false)) != (right == Some(false))
            {
                let away = right == Some(false);
                let step = feedback::section_away(tx, listener, section, away, now)?;
                steps.push(changes::Step::Feedback(step));
            }
            let key = format!("{PREFIX}{}", noticed.key);
            let kept = right.map(|right| serde_json::to_string(&Kept { right, noticed })).transpose()?;
            steps.push(changes::Step::Setting(settings::Step::of(key, kept, Origin::Hand, now)));
            changes::make_several(tx, listener, now, summary, || Ok(steps.pop()))
        })
    }
}

impl Reader {
    /// Every fact that the listener said something of, as it then was.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn judged(&self, listener: ListenerId, now: Moment) -> Result<Vec<Noticed>> {
        judged(&self.connection, listener, now)
    }
}

pub(super) fn judged(connection: &Connection, listener: ListenerId, now: Moment) -> Result<Vec<Noticed>> {
    let mut rows = connection.prepare_cached(
        "SELECT value, set_at FROM settings WHERE listener_id = ?1 AND key LIKE 'noticed:%' ORDER BY set_at DESC, key",
    )?;
    let rows = rows.query_map([listener.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut judged = Vec::new();
    for row in rows {
        let (value, at) = row?;
        match serde_json::from_str::<Kept>(&value) {
            Ok(Kept { right, mut noticed }) => {
                noticed.verdict = Some(Verdict { right, at: now.at(at) });
                judged.push(noticed);
            }
            Err(error) => tracing::info!(%error, "a verdict cannot be read and is passed over"),
        }
    }
    Ok(judged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feedback::Target;
    use crate::domain::you::NoticedKind;
    use crate::store::fixture::{Fixture, NOW};

    fn exploring() -> Noticed {
        Noticed {
            key: "exploring:artist:12".into(),
            kind: NoticedKind::Artist,
            sentence: "You are exploring Mulatu Astatke".into(),
            counts: "4 first listens in 7 days".into(),
            item: None,
            offer: None,
            becomes: None,
            section: Some("continue:artist:12".into()),
            verdict: None,
        }
    }

    #[test]
    fn what_is_wrong_loses_its_section_and_gets_it_back() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let facts = || fixture.reader().facts(listener, NOW).unwrap();
        let judged = || fixture.reader().judged(listener, NOW).unwrap();
        store.judge(exploring(), Some(true), NOW).wait().unwrap();
        assert_eq!(judged()[0].verdict, Some(Verdict { right: true, at: NOW }));
        assert!(facts().verdict("exploring:artist:12").unwrap().right && facts().feedback.is_empty());

        let change = store.judge(judged().remove(0), Some(false), NOW).wait().unwrap().unwrap();
        assert_eq!(change.summary, "Wrong: You are exploring Mulatu Astatke. It is not said again");
        assert!(!facts().verdict("exploring:artist:12").unwrap().right);
        assert_eq!(facts().feedback[0].target, Target::Section("continue:artist:12".into()));
        store.undo(NOW).wait().unwrap();
        assert!(facts().feedback.is_empty());
        assert!(judged()[0].verdict.unwrap().right, "as it was before");

        store.redo(NOW).wait().unwrap();
        store.judge(judged().remove(0), None, NOW).wait().unwrap();
        assert!(judged().is_empty() && facts().judged.is_empty() && facts().feedback.is_empty());
        assert!(fixture.reader().chosen(listener).unwrap().is_empty(), "no setting");
    }
}
