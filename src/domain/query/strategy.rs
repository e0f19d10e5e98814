//! Any query there can be, for property tests.

use proptest::prelude::*;

use super::facet::{FACETS, FacetKind};
use super::value::{Age, AgeRange, AgeUnit, Bytes, Comparison, Date, Range, Seconds, TextMatch};
use super::{Expression, Facet, Limit, Query, SortBy, SortKey, Test};

/// Expressions over words and tests of `leaves`.
pub(crate) fn expression(leaves: BoxedStrategy<Expression>) -> BoxedStrategy<Expression> {
    leaves
        .prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::All),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::Any),
                inner.prop_map(|inner| Expression::Not(Box::new(inner))),
            ]
        })
        .boxed()
}

/// A test of any facet, with texts of `text`.
pub(crate) fn test(text: BoxedStrategy<String>) -> BoxedStrategy<Expression> {
    let facets = prop::sample::select(FACETS.iter().map(|line| line.facet).collect::<Vec<_>>());
    let comparison = facets.prop_flat_map(move |facet| {
        let text = text.clone();
        let how = prop::sample::select(vec![TextMatch::Has, TextMatch::Is, TextMatch::Begins, TextMatch::Ends]);
        let asked: BoxedStrategy<Comparison> = match facet.kind() {
            FacetKind::Text => (how, text).prop_map(|(how, text)| Comparison::Text(how, text)).boxed(),
            FacetKind::Playlist | FacetKind::Sound => {
                text.prop_map(|text| Comparison::Text(TextMatch::Has, text)).boxed()
            }
            FacetKind::Number => range(number(facet)).prop_map(Comparison::Number).boxed(),
            FacetKind::Length => range((0u32..700).prop_map(Seconds)).prop_map(Comparison::Length).boxed(),
            FacetKind::Size => range((0u64..60_000_000).prop_map(Bytes)).prop_map(Comparison::Size).boxed(),
            FacetKind::Date => {
                prop_oneof![range(date()).prop_map(Comparison::Date), ages().prop_map(Comparison::Age)].boxed()
            }
            FacetKind::Choice(words) => {
                prop::sample::select(words).prop_map(|(word, _)| Comparison::Choice(word)).boxed()
            }
        };
        let unknown = Just(Comparison::Unknown);
        prop_oneof![6 => asked, 1 => unknown]
            .prop_filter_map("does not fit", move |comparison| Test::new(facet, comparison).map(Expression::Test))
    });
    comparison.boxed()
}

fn number(facet: Facet) -> BoxedStrategy<f64> {
    match facet {
        Facet::Year => (1950i32..2030).prop_map(f64::from).boxed(),
        Facet::Bitrate => (64i32..400).prop_map(f64::from).boxed(),
        Facet::Rate => prop::sample::select(vec![44_100.0, 48_000.0, 96_000.0]).boxed(),
        Facet::Bpm => (60.0f64..200.0).boxed(),
        _ => (0i32..30).prop_map(f64::from).boxed(),
    }
}

fn range<T: Copy + std::fmt::Debug + 'static>(
    end: impl Strategy<Value = T> + Clone + 'static,
) -> BoxedStrategy<Range<T>> {
    prop_oneof![
        end.clone().prop_map(Range::Is),
        end.clone().prop_map(Range::Below),
        end.clone().prop_map(Range::AtMost),
        end.clone().prop_map(Range::Above),
        end.clone().prop_map(Range::AtLeast),
        (end.clone(), end).prop_map(|(from, to)| Range::Between(from, to)),
    ]
    .boxed()
}

fn date() -> BoxedStrategy<Date> {
    (2023i16..2027, prop::option::of(1i8..13), prop::option::of(1i8..29))
        .prop_map(|(year, month, day)| Date { year, month, day: month.and(day) })
        .boxed()
}

fn ages() -> BoxedStrategy<AgeRange> {
    let units = vec![AgeUnit::Hours, AgeUnit::Days, AgeUnit::Weeks, AgeUnit::Months, AgeUnit::Years];
    let age = (0u32..40, prop::sample::select(units)).prop_map(|(count, unit)| Age { count, unit });
    prop_oneof![
        age.clone().prop_map(AgeRange::Within),
        age.clone().prop_map(AgeRange::Over),
        (age.clone(), age).prop_map(|(from, to)| AgeRange::Between(from, to)),
    ]
    .boxed()
}

pub(crate) fn sort() -> BoxedStrategy<Vec<SortKey>> {
    let facets = FACETS.iter().map(|line| line.facet).filter(|facet| facet.is_sortable());
    let keys: Vec<SortBy> = facets.map(SortBy::Facet).chain([SortBy::Random]).collect();
    let keys = prop::sample::subsequence(keys, 0..3).prop_shuffle();
    (keys, any::<[bool; 3]>())
        .prop_map(|(keys, down)| {
            let key = |(by, down): (SortBy, bool)| SortKey { by, descending: down && by != SortBy::Random };
            keys.into_iter().zip(down).map(key).collect()
        })
        .boxed()
}

pub(crate) fn limit() -> BoxedStrategy<Option<Limit>> {
    prop::option::of(prop_oneof![
        (1u32..40).prop_map(Limit::Count),
        (1u32..5_000).prop_map(|seconds| Limit::Time(Seconds(seconds))),
        (1u64..200_000_000).prop_map(|bytes| Limit::Size(Bytes(bytes))),
        (1u8..=100).prop_map(Limit::Percent),
    ])
    .boxed()
}

/// Any query, with any text in it.
pub(crate) fn query() -> BoxedStrategy<Query> {
    let text = prop_oneof!["[a-c :=<>^$|()\\-\"\\\\]{1,6}", "\\PC{1,8}", "(none|never|any|or|and|not|year:3)"]
        .prop_filter("blank", |text| !text.trim().is_empty())
        .boxed();
    let words = text.clone().prop_map(Expression::Words).boxed();
    let leaves = prop_oneof![words, test(text)].boxed();
    (expression(leaves), sort(), limit())
        .prop_map(|(expression, sort, limit)| Query { expression: expression.normal(), sort, limit })
        .boxed()
}
