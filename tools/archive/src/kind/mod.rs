//! The kinds of report: one file each, a function that writes it.

mod audit_report;
mod budget_report;
mod bulletin;
mod final_accounts;
mod hospital;
mod self_evaluation;
mod work_report;

use crate::bank;
use crate::chance::Chance;
use crate::page::Role;
use crate::writer::{Context, Writer};

/// A kind of report.
#[derive(Debug)]
pub struct Kind {
    /// Its name on the command line.
    pub name: &'static str,
    /// gongwen's code for it.
    pub code: &'static str,
    /// Who writes one, and where.
    pub context: fn(&mut Chance) -> Context,
    /// Writes one; gives the title.
    pub write: fn(&mut Writer) -> String,
    /// Of a hundred reports, how many are of this kind.
    pub weight: usize,
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "self-evaluation",
        code: "performance_self_evaluation",
        context: department,
        write: self_evaluation::write,
        weight: 26,
    },
    Kind {
        name: "final-accounts",
        code: "final_accounts",
        context: department,
        write: final_accounts::write,
        weight: 18,
    },
    Kind { name: "budget-report", code: "budget_report", context: finance, write: budget_report::write, weight: 13 },
    Kind { name: "work-report", code: "work_report", context: government, write: work_report::write, weight: 14 },
    Kind { name: "bulletin", code: "statistical_bulletin", context: statistics, write: bulletin::write, weight: 10 },
    Kind { name: "audit-report", code: "audit_report", context: audit, write: audit_report::write, weight: 10 },
    Kind { name: "hospital", code: "work_report", context: hospital_of, write: hospital::write, weight: 9 },
];

/// A kind by chance.
pub fn pick(chance: &mut Chance) -> &'static Kind {
    let mut left = chance.below(KINDS.iter().map(|k| k.weight).sum());
    for kind in KINDS {
        if left < kind.weight {
            return kind;
        }
        left -= kind.weight;
    }
    &KINDS[0]
}

fn place(chance: &mut Chance) -> (String, &'static str) {
    let city = *chance.pick(bank::CITIES);
    match chance.below(3) {
        0 => (city.to_owned(), "全市"),
        1 => {
            let district = *chance.pick(bank::DISTRICTS);
            (format!("{city}{district}"), if district.ends_with('县') { "全县" } else { "全区" })
        }
        _ => {
            let district = *chance.pick(bank::DISTRICTS);
            (district.to_owned(), if district.ends_with('县') { "全县" } else { "全区" })
        }
    }
}

fn context(chance: &mut Chance, body: &str) -> Context {
    let (place, scope) = place(chance);
    Context { issuer: format!("{place}{body}"), place, scope, year: chance.between(2011, 2025) }
}

fn department(chance: &mut Chance) -> Context {
    if chance.percent(25) {
        let town = *chance.pick(bank::TOWNS);
        let body = if town.ends_with('镇') { format!("{town}人民政府") } else { format!("{town}办事处") };
        let mut context = context(chance, &body);
        context.scope = if town.ends_with('镇') { "全镇" } else { "辖区" };
        return context;
    }
    let bureau = *chance.pick(bank::BUREAUS);
    context(chance, bureau)
}

fn finance(chance: &mut Chance) -> Context {
    context(chance, "财政局")
}

fn government(chance: &mut Chance) -> Context {
    context(chance, "人民政府")
}

fn statistics(chance: &mut Chance) -> Context {
    context(chance, "统计局")
}

fn audit(chance: &mut Chance) -> Context {
    context(chance, "审计局")
}

fn hospital_of(chance: &mut Chance) -> Context {
    let body = *chance.pick(&["人民医院", "中医医院", "妇幼保健院", "第二人民医院"]);
    context(chance, body)
}

impl Writer {
    /// One of some words.
    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.chance.below(words.len())]
    }

    /// The signature: who and when.
    fn signature(&mut self) {
        if self.chance.percent(60) {
            self.line(Role::Line, "{o}");
            let (month, day) = (self.chance.between(2, 4), self.chance.between(1, 28));
            self.line(Role::Line, &format!("{{ny}}年{month}月{day}日"));
        }
    }

    /// A numbered list of problems or measures: entries that are sentences, no headings.
    fn items(&mut self, level: usize, name: &'static str, table: &'static [&'static str], n: usize) {
        let bullet = if self.chance.percent(15) { "- " } else { "" };
        for i in 1..=n {
            let text = self.label(name, table);
            self.item(level, i, bullet);
            self.words(&text);
            self.words("。");
            self.end();
        }
    }

    /// A phrase that names a task: verb and object, and what for.
    fn task_title(&mut self) -> String {
        let verb = *self.chance.pick(bank::VERBS);
        let object = self.label("objects", bank::OBJECTS);
        let aim = *self.chance.pick(bank::AIMS);
        if self.chance.percent(60) { format!("{verb}{object}，{aim}") } else { format!("{verb}{object}") }
    }
}
