//! A user's rules from a TOML file; what is wrong in it is named with its line.

use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::lexicon::rules::{IndicatorRow, IssuerRow, Place, Rules, UnitRow};

/// A rules file that cannot be used.
#[derive(Debug)]
pub struct RulesError {
    path: PathBuf,
    /// From 1; `None` where the file could not be read at all.
    line: Option<usize>,
    reason: String,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.reason)
    }
}

impl std::error::Error for RulesError {}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    indicator: Vec<WrittenIndicator>,
    #[serde(default)]
    unit: Vec<WrittenUnit>,
    #[serde(default)]
    issuer: Vec<WrittenIssuer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenIndicator {
    code: Spanned<String>,
    name: Option<Spanned<String>>,
    #[serde(default)]
    synonyms: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUnit {
    spelling: Spanned<String>,
    kind: Spanned<String>,
    base: Spanned<String>,
    factor: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenIssuer {
    name: Spanned<String>,
    aliases: Vec<Spanned<String>>,
}

fn texts(list: &[Spanned<String>]) -> Vec<String> {
    list.iter().map(|s| s.get_ref().clone()).collect()
}

impl Written {
    fn rows(&self) -> (Vec<IndicatorRow>, Vec<UnitRow>, Vec<IssuerRow>) {
        let text = |s: &Spanned<String>| s.get_ref().clone();
        let indicators = self.indicator.iter().map(|row| IndicatorRow {
            code: text(&row.code),
            name: row.name.as_ref().map(text).unwrap_or_default(),
            synonyms: texts(&row.synonyms),
        });
        let units = self.unit.iter().map(|row| UnitRow {
            spelling: text(&row.spelling),
            kind: text(&row.kind),
            base: text(&row.base),
            factor: text(&row.factor),
        });
        let issuers = self.issuer.iter().map(|row| IssuerRow { name: text(&row.name), aliases: texts(&row.aliases) });
        (indicators.collect(), units.collect(), issuers.collect())
    }

    /// The bytes that a problem is about.
    fn span(&self, place: Place) -> Option<Range<usize>> {
        let spelling = match place {
            Place::Indicator(i, spelling) => {
                let row = self.indicator.get(i)?;
                match spelling {
                    Some(0) => row.name.as_ref()?,
                    Some(k) => row.synonyms.get(k - 1)?,
                    None => &row.code,
                }
            }
            Place::Unit(i, field) => {
                let row = self.unit.get(i)?;
                match field {
                    "kind" => &row.kind,
                    "base" => &row.base,
                    "factor" => &row.factor,
                    _ => &row.spelling,
                }
            }
            Place::Issuer(i, alias) => {
                let row = self.issuer.get(i)?;
                alias.map_or(Some(&row.name), |k| row.aliases.get(k))?
            }
        };
        Some(spelling.span())
    }
}

/// Reads the rules in a file.
///
/// # Errors
/// When the file cannot be read, is no TOML, or has a row that cannot be used.
pub fn rules(path: &Path) -> Result<&'static Rules, RulesError> {
    let error = |line, reason| RulesError { path: path.to_owned(), line, reason };
    let text = fs::read_to_string(path).map_err(|e| error(None, format!("expected rules in TOML, found {e}")))?;
    let line = |span: Option<Range<usize>>| {
        span.map(|span| text.as_bytes().iter().take(span.start).filter(|b| **b == b'\n').count() + 1)
    };
    let written: Written = toml::from_str(&text).map_err(|e| error(line(e.span()), e.message().to_owned()))?;
    let (indicators, units, issuers) = written.rows();
    Rules::new(&indicators, &units, &issuers)
        .map_err(|problem| error(line(written.span(problem.place)), problem.reason))
}
