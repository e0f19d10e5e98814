//! Search in the whole language: facets choose, words rank what they chose.

use std::collections::{HashMap, HashSet};

use super::query::Query as Words;
use super::{ALL, Ordered, cards, hits, names, rank, spelling};
use crate::domain::browse::Found;
use crate::domain::ids::{AlbumId, ListenerId, TrackId};
use crate::domain::orders::HitOrder;
use crate::domain::query::{Expression, Holder, Holders, Limit, ProblemKind, Query, SortKey, read};
use crate::domain::time::Moment;
use crate::store::{Reader, Result};

/// Of more hits than this by words, those that are heard often and the first ones are ranked.
const RANKED: usize = 4_000;

impl Reader {
    /// What a line of the query language finds, at most `limit` of each sort. Words alone search
    /// as [`Reader::search`] does. With facets, the tracks come as the words rank them, else in
    /// the order of the query; albums and artists are those that hold most of them. What cannot
    /// be read of the line is left out and told.
    ///
    /// # Errors
    /// Those of SQLite. No text is an error.
    pub fn find(&self, line: &str, limit: u32, listener: ListenerId, now: Moment) -> Result<Found> {
        self.find_in(HitOrder::Best, line, limit, listener, now)
    }

    /// The same with the tracks in another order: the first `limit` of all that are found, not of
    /// the best. A line that says its own order, or how many it wants of it, has the last word.
    ///
    /// # Errors
    /// As [`Reader::find`].
    pub fn find_in(&self, order: HitOrder, line: &str, limit: u32, listener: ListenerId, now: Moment) -> Result<Found> {
        let (reading, order) = (read(line), order.keys());
        let told = |kind| reading.problems.iter().find(|problem| problem.kind == kind).map(|one| one.message.clone());
        if reading.query.is_words() && !says_more(&reading.problems) {
            let found = self.search_in(ordered(&order, now), line, limit, listener)?;
            let nothing = found.tracks.is_empty() && found.albums.is_empty() && found.artists.is_empty();
            let problem = told(ProblemKind::Doubtful).filter(|_| nothing);
            return Ok(Found { problem, ..found });
        }
        let found = self.find_query(&reading.query, &order, limit, listener, now)?;
        let problem = told(ProblemKind::Wrong).or_else(|| told(ProblemKind::Doubtful));
        Ok(Found { words: line.to_owned(), problem, ..found })
    }

    fn find_query(
        &self,
        query: &Query,
        order: &[SortKey],
        limit: u32,
        listener: ListenerId,
        now: Moment,
    ) -> Result<Found> {
        if query.is_empty() {
            return Ok(Found::default());
        }
        if query.is_words() {
            let (words, _) = query.expression.split_words();
            return self.search_in(ordered(order, now), &words.join(" "), limit, listener);
        }
        let says_which = !query.sort.is_empty() || query.limit.is_some();
        let query = &match says_which {
            true => query.clone(),
            false => Query { sort: order.to_vec(), ..query.clone() },
        };
        let (words, rest) = query.expression.split_words();
        let (ids, read_as) = match words.is_empty() {
            true => (self.matching(query, listener, now)?, None),
            false => self.ranked(query, &words, &rest, listener, now)?,
        };
        let shown = ids.get(..limit as usize).unwrap_or(&ids);
        let (albums, artists) = self.holders_of(&ids, limit as usize, listener)?;
        Ok(Found {
            tracks: cards::cards(&self.connection, listener, shown)?,
            albums,
            artists,
            read_as,
            matches: u32::try_from(ids.len()).ok(),
            ..Found::default()
        })
    }

    /// Tracks with the words among those that the rest finds, best first; and the words as they
    /// were read when none had them as typed.
    fn ranked(
        &self,
        query: &Query,
        words: &[&str],
        rest: &Expression,
        listener: ListenerId,
        now: Moment,
    ) -> Result<(Vec<TrackId>, Option<String>)> {
        let asked = Query { expression: rest.clone(), ..Query::default() };
        let chosen: HashSet<Holder> = self.holding(&asked, &Holders::Tracks, listener, now)?.into_iter().collect();
        let heard = rank::most_heard(&self.connection, listener)?;
        let among = |typed: &Words| -> Result<Vec<i64>> {
            let mut found = hits::tracks(&self.connection, typed, ALL)?;
            found.retain(|id| chosen.contains(&Holder::Id(*id)));
            Ok(found)
        };
        let mut typed = Words::whole(&words.join(" ")).opened();
        let mut found = among(&typed)?;
        let mut read_as = None;
        if found.is_empty()
            && let Some(nearest) = spelling::nearest(&self.connection, &typed)?
        {
            typed = Words::whole(&nearest);
            found = among(&typed)?;
            read_as = Some(nearest).filter(|_| !found.is_empty());
        }
        let is_phrase = |words: &&str| words.contains(char::is_whitespace);
        let decides = !query.sort.is_empty() || (read_as.is_none() && words.iter().any(is_phrase));
        if decides && read_as.is_none() {
            return Ok((self.matching(query, listener, now)?, None));
        }
        if !query.sort.is_empty() {
            return Ok((self.in_order(found, &query.sort, ALL, listener, now)?, read_as));
        }
        if found.len() > RANKED {
            let often: HashSet<i64> = heard.iter().map(|heard| heard.track).collect();
            found.sort_by_key(|id| !often.contains(id));
        }
        let behind = found.split_off(found.len().min(RANKED));
        let mut ranked = rank::in_order(&self.connection, &typed, &heard, found)?;
        ranked.extend(behind.into_iter().map(TrackId));
        if let Some(Limit::Count(count)) = query.limit {
            ranked.truncate(count as usize);
        } else if query.limit.is_some() {
            let within: HashSet<TrackId> = self.matching(query, listener, now)?.into_iter().collect();
            ranked.retain(|id| within.contains(id));
        }
        Ok((ranked, read_as))
    }

    /// The albums and artists that hold most of these tracks.
    fn holders_of(
        &self,
        tracks: &[TrackId],
        most: usize,
        listener: ListenerId,
    ) -> Result<(Vec<crate::domain::browse::AlbumRow>, Vec<crate::domain::browse::ArtistRow>)> {
        let mut row = self.connection.prepare_cached("SELECT album_id, artist_id FROM tracks WHERE id = ?1")?;
        let (mut albums, mut artists): (HashMap<i64, usize>, HashMap<i64, usize>) = (HashMap::new(), HashMap::new());
        // What holds most is seen in many as well as in all.
        for track in tracks.iter().take(RANKED) {
            let found =
                row.query_map([track.0], |row| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?)))?;
            for found in found {
                let (album, artist) = found?;
                for (id, counts) in [(album, &mut albums), (artist, &mut artists)] {
                    if let Some(id) = id {
                        *counts.entry(id).or_default() += 1;
                    }
                }
            }
        }
        let mut rows = Vec::new();
        for album in fullest(albums, most) {
            rows.extend(self.album(AlbumId(album))?);
        }
        Ok((rows, names::artist_rows(&self.connection, listener, &fullest(artists, most))?))
    }
}

fn ordered(keys: &[SortKey], now: Moment) -> Ordered<'_> {
    (!keys.is_empty()).then_some((keys, now))
}

/// Whether a part of the line was meant as more than words, though nothing came of it.
fn says_more(problems: &[crate::domain::query::Problem]) -> bool {
    problems.iter().any(|problem| problem.kind != ProblemKind::Doubtful)
}

fn fullest(counts: HashMap<i64, usize>, most: usize) -> Vec<i64> {
    let mut counts: Vec<(i64, usize)> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    counts.into_iter().take(most).map(|(id, _)| id).collect()
}
