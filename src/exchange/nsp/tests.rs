use proptest::prelude::*;

use super::*;
use crate::domain::query::{Expression, strategy};

const AS_THEIRS: &str = r#"{
  "name": "Recently played jazz", "comment": "of \"late\"",
  "all": [
    { "inTheLast": { "lastPlayed": 30 } },
    { "any": [ { "is": { "loved": true } }, { "gt": { "rating": 3 } } ] },
    { "notContains": { "genre": "smooth" } },
    { "inTheRange": { "year": [1955, 1965] } },
    { "is": { "mood": "blue" } }
  ],
  "sort": "lastPlayed", "order": "desc", "limit": 100, "owner": "me"
}"#;

#[test]
fn rules_as_navidrome_writes_them() {
    let rules = read(AS_THEIRS.as_bytes()).unwrap();
    assert_eq!((rules.name.as_deref(), rules.comment.as_deref()), (Some("Recently played jazz"), Some("of \"late\"")));
    assert_eq!(
        rules.query.to_string(),
        "last:<30d (is:liked | rating:>3) -genre:smooth year:1955..1965 sort:-last limit:100"
    );
    assert_eq!(rules.told, ["is mood \"blue\": cannot be said here", "owner: not known here"]);
}

#[test]
fn what_navidrome_cannot_say_is_told_by_name() {
    let query = crate::domain::query::parse(
        "miles -genre:^hip (last:>1y | like:\"so what\") -(artist:=Ana heard:>3) heard:>=5 sort:-skips,title limit:2h",
    )
    .unwrap();
    let (bytes, told) = write("Mine", "", &query);
    assert_eq!(
        told,
        [
            "miles: Navidrome has no bare words; name a field",
            "-genre:^hip: Navidrome cannot say this",
            "last:1y: written as 365 days",
            "like:\"so what\": Navidrome cannot say this",
            "-heard:>3: Navidrome cannot say this",
            "sort:-skips: Navidrome has no such order",
            "limit:2h: Navidrome limits only by count and percent",
        ]
    );
    let again = read(&bytes).unwrap();
    assert_eq!(again.told, Vec::<String>::new());
    assert_eq!(again.query.to_string(), "-last:<365d heard:>0 -artist:=Ana (heard:>5 | heard:5) sort:title");
}

#[test]
fn what_is_no_object_is_no_rules() {
    for wrong in ["", "[]", "3", "{", "\u{0}"] {
        assert!(read(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(read(format!("{}1{}", "{\"all\":[".repeat(400), "]}".repeat(400)).as_bytes()).is_err(), "bounded depth");
    assert_eq!(read(b"{}").unwrap(), ReadRules::default());
}

/// What both can say: whole in Navidrome's own words.
fn sayable() -> BoxedStrategy<Expression> {
    let leaf = strategy::test("[a-c \"é]{1,5}".prop_filter("blank", |text| !text.trim().is_empty()).boxed());
    let leaf = leaf.prop_filter("said in both", |leaf| {
        let query = Query { expression: leaf.clone(), ..Query::default() };
        let (bytes, told) = write("x", "", &query);
        told.is_empty() && read(&bytes).is_ok_and(|rules| rules.query == query)
    });
    strategy::expression(leaf.boxed())
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 200_000, max_local_rejects: 200_000, ..ProptestConfig::default() })]

    #[test]
    fn what_both_can_say_comes_back_as_it_went(expression in sayable(), sort in strategy::sort(), limit in strategy::limit()) {
        let query = Query { expression: expression.normal(), sort, limit };
        let (bytes, told) = write("A \"name\"", "why", &query);
        if told.is_empty() {
            let again = read(&bytes).unwrap();
            prop_assert_eq!(again.told, Vec::<String>::new());
            prop_assert_eq!(again.name.as_deref(), Some("A \"name\""));
            // Nots of groups are pushed down to their conditions; written again nothing moves.
            let (twice, told) = write("A \"name\"", "why", &again.query);
            prop_assert!(told.is_empty());
            prop_assert_eq!(&twice, &bytes);
            if !query.to_string().contains("-(") {
                prop_assert_eq!(again.query, query);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_harm(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
        text in "(\\{|\\}|\\[|\\]|,|:|\"all\"|\"any\"|\"is\"|\"genre\"|\"year\"|\"inTheLast\"|\"limit\"|\"sort\"|1|-9|true|null|\"x\"){0,40}",
    ) {
        let _ = (read(&bytes), read(text.as_bytes()));
        if let Ok(rules) = read(format!("{{\"all\":[{text}]}}").as_bytes()) {
            prop_assert_eq!(crate::domain::query::parse(&rules.query.to_string()).map(|query| query.to_string()), Ok(rules.query.to_string()));
        }
    }
}
