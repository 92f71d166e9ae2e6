//! Numbered items to duties, tasks, outcomes, problems and measures; their budget; links from plan to outcome.

use crate::figure::Figure;
use crate::layout::Page;
use crate::meaning::Meaning;
use crate::outline::Outline;
use crate::span::CleanSpan;

/// What a numbered item is, from the headings above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A standing duty of the body.
    Duty,
    /// A task of the year.
    Task,
    /// What was done and achieved.
    Outcome,
    /// A problem found.
    Problem,
    /// A measure against problems, or a plan for the coming year.
    Measure,
    /// None of these.
    Other,
}

/// The budget slots of a task, as figure indices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// 年初预算
    pub initial: Option<u32>,
    /// 全年预算, 调整预算
    pub annual: Option<u32>,
    /// 执行数
    pub executed: Option<u32>,
    /// 执行率
    pub rate: Option<u32>,
}

/// A numbered item with a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The heading it stands under.
    pub heading: Option<u32>,
    /// Its role.
    pub role: Role,
    /// The label as printed.
    pub label: CleanSpan,
    /// Its number.
    pub ordinal: Option<u32>,
    /// What it is called: up to the first 。 or ； or, where that is long, the first ，.
    pub title: CleanSpan,
    /// The blocks it covers.
    pub blocks: Vec<u32>,
    /// Its budget; `None` where it has none.
    pub budget: Option<Budget>,
    /// The figures in it.
    pub figures: Vec<u32>,
}

/// Why a plan and an outcome are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// The same number in sibling lists.
    Number,
    /// Words in common.
    Words,
    /// The same figure in both.
    Figures,
}

/// A plan and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Index of the task.
    pub task: u32,
    /// Index of the outcome.
    pub outcome: u32,
    /// Why.
    pub by: Vec<Evidence>,
}

/// The tasks of a document.
#[derive(Debug, Default)]
pub struct Tasks {
    /// In reading order.
    pub tasks: Vec<Task>,
    /// Plan to outcome.
    pub links: Vec<Link>,
}

/// Reads the tasks.
pub fn tasks(page: &Page, outline: &Outline, figures: &[Figure], meanings: &[Meaning]) -> Tasks {
    let _ = (page, outline, figures, meanings);
    Tasks::default()
}
