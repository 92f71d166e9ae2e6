//! Rating and score of an evaluation.
//!
//! | text | rating | score |
//! | --- | --- | --- |
//! | `绩效自评为优` | 优 | |
//! | `评价等级为“良”` | 良 | |
//! | `自评得分98.50分，等级为优` | 优 | `98.50` |
//! | `绩效评级为“优”的项目7个` | none: it counts projects | |

use std::sync::LazyLock;

use regex::Regex;

use super::{Field, View};

static RATING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:自评|评价|考核|评定|评估|等级|等次|级别|结论|结果)[^，。；：]{0,12}?(?:为|：|是)\s*[“「]?\s*(优秀|优|良好|良|合格|不合格|较好|中|差)\s*[”」]?\s*(?:等?级|等次|档)?\s*(?:[，。；、）)]|$)",
    )
    .expect("a constant pattern")
});

static SCORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:自评|综合|评价|最终|绩效)?(?:得分|总分|评分|分值)\s*(?:为|：|是|合计)?\s*([0-9]{1,3}(?:\.[0-9]+)?)\s*分",
    )
    .expect("a constant pattern")
});

/// Words without which there is no rating: literals are found many times faster than the pattern.
static GRADES: LazyLock<Regex> = LazyLock::new(|| Regex::new("优|良|合格|较好|中|差").expect("a constant pattern"));
/// Words without which there is no score.
static POINTS: LazyLock<Regex> = LazyLock::new(|| Regex::new("得分|总分|评分|分值").expect("a constant pattern"));

/// Reads both, in evaluations only.
pub fn rating(view: &View<'_>, kind: &str) -> (Option<Field<String>>, Option<Field<String>>) {
    if !kind.ends_with("self_evaluation") {
        return (None, None);
    }
    let find = |pattern: &Regex, sign: &Regex| {
        view.rest().find_map(|i| {
            let text = view.text(i);
            if !sign.is_match(text) {
                return None;
            }
            let found = pattern.captures(text)?.get(1)?;
            Some(Field { value: found.as_str().to_owned(), spans: vec![view.span(i, found.range())] })
        })
    };
    (find(&RATING, &GRADES), find(&SCORE, &POINTS))
}
