//! The task stage over the cases in `tests/cases/task`.

mod support;

use std::fmt::Write as _;

use gongwen::report::{Extraction, Options, extract};
use gongwen::task::{Evidence, Role};

const fn role(role: Role) -> &'static str {
    match role {
        Role::Duty => "职责",
        Role::Task => "任务",
        Role::Outcome => "成效",
        Role::Problem => "问题",
        Role::Measure => "措施",
        Role::Other => "其他",
    }
}

/// `任务 1. 标题 年初=… 全年=… 执行=… 比率=…`, then `任务 1. → 成效 1. 序号 词语 数字` for each link.
fn lines(x: &Extraction) -> Vec<String> {
    let mut lines = Vec::new();
    for t in &x.tasks.tasks {
        let mut line = format!("{} {} {}", role(t.role), x.text(t.label), x.text(t.title));
        if let Some(b) = t.budget {
            for (name, slot) in [("年初", b.initial), ("全年", b.annual), ("执行", b.executed), ("比率", b.rate)]
            {
                if let Some(i) = slot {
                    let _ = write!(line, " {name}={}", x.text(x.figures[i as usize].span));
                }
            }
        }
        lines.push(line);
    }
    for l in &x.tasks.links {
        let (from, to) = (&x.tasks.tasks[l.task as usize], &x.tasks.tasks[l.outcome as usize]);
        let by: Vec<&str> = (l.by.iter())
            .map(|e| match e {
                Evidence::Number => "序号",
                Evidence::Words => "词语",
                Evidence::Figures => "数字",
            })
            .collect();
        lines.push(format!("{} → {} {}", x.text(from.label), x.text(to.label), by.join(" ")));
    }
    for w in &x.tasks.warnings {
        let name = if w.code == "unmatched_task" { "任务未对应" } else { "成效未对应" };
        lines.push(format!("{name} {}", x.text(w.span.expect("it stands somewhere"))));
    }
    lines
}

#[test]
fn cases() {
    support::check("task", |case| {
        let x = extract(case.source.as_bytes(), "case.txt", Options::default()).expect("a case is text");
        lines(&x)
    });
}
