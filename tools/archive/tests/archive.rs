//! What the generator promises: true unless a fault says otherwise, the same everywhere, and nothing lost in encoding.

use gongwen_archive::kind::KINDS;
use gongwen_archive::{Options, Report, mix, report};

fn decoded(report: &Report) -> String {
    let encoding = encoding_rs::Encoding::for_label(report.truth.encoding.as_bytes()).expect("a WHATWG name");
    let (text, _, broken) = encoding.decode(&report.bytes);
    assert!(!broken, "{}: bytes that do not decode", report.name);
    text.into_owned()
}

fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).expect("a half-width twin"),
            _ => c,
        })
        .collect()
}

fn slice(text: &[char], at: [usize; 2]) -> String {
    text[at[0]..at[1]].iter().collect()
}

#[test]
fn every_relation_is_true_unless_a_fault_is_recorded() {
    let (mut checks, mut rounding) = (0, 0);
    for index in 0..300 {
        let made = report(5, index, Options::default());
        for check in &made.truth.checks {
            assert_ne!(check.verdict, "contradiction", "{}: {check:?}", made.name);
            checks += 1;
            rounding += usize::from(check.verdict == "rounding");
        }
    }
    assert!(checks > 9000, "only {checks} relations");
    assert!(rounding > 0 && rounding * 10 < checks, "{rounding} of {checks} hold by rounding only");
}

#[test]
fn a_fault_breaks_what_it_says_and_nothing_else() {
    let mut planted = 0;
    for index in 0..200 {
        let made = report(6, index, Options { fault_rate: 1_000_000, ..Options::default() });
        let truth = &made.truth;
        let mut broken: Vec<usize> = Vec::new();
        for fault in &truth.faults {
            planted += 1;
            assert!(truth.checks[fault.check].figures.contains(&fault.figure));
            assert_eq!(truth.figures[fault.figure].text, fault.printed);
            assert_ne!(fault.printed, fault.original);
            broken.push(fault.check);
            broken.extend(&fault.also);
        }
        for (i, check) in truth.checks.iter().enumerate() {
            assert_eq!(check.verdict == "contradiction", broken.contains(&i), "{}: {check:?}", made.name);
        }
    }
    assert!(planted > 190, "only {planted} faults");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_others() {
    for index in [0, 7, 19] {
        let options = Options { noise: 800, fault_rate: 500_000, ocr_digits: 3000, ..Options::default() };
        assert_eq!(report(3, index, options).bytes, report(3, index, options).bytes);
        assert_ne!(report(3, index, options).bytes, report(4, index, options).bytes);
    }
    assert_eq!(mix(5, 9), mix(20, 9)[..5]);
}

#[test]
fn the_mix_is_as_promised() {
    let all = mix(200, 1);
    let utf8 = all.iter().filter(|(_, b)| std::str::from_utf8(b).is_ok()).count();
    let utf16 = all.iter().filter(|(_, b)| b.starts_with(b"\xff\xfe") || b.starts_with(b"\xfe\xff")).count();
    assert_eq!((utf8, utf16), (120, 10));
    let mean = all.iter().map(|(_, b)| b.len()).sum::<usize>() / all.len();
    assert!((9_000..16_000).contains(&mean), "{mean} bytes on the mean");
}

#[test]
fn every_place_holds_what_it_says() {
    for kind in KINDS {
        for (index, noise) in [(0, 0), (1, 500), (2, 1000), (3, 1000), (12, 1000), (17, 1000)] {
            let options = Options { noise, ocr_digits: 5000, kind: Some(kind), ..Options::default() };
            let made = report(8, index, options);
            let text: Vec<char> = decoded(&made).chars().collect();
            let truth = &made.truth;
            for figure in &truth.figures {
                let there = fold(&slice(&text, figure.at));
                let read = truth.ocr.iter().find(|o| o.figure == figure.order).map_or(&figure.text, |o| &o.printed);
                // A page may end between a number and its unit.
                let page_between = ["—", "-", "页"].iter().any(|mark| there.contains(mark) && !read.contains(mark));
                assert!(there == fold(read) || page_between, "{} {index} at noise {noise}: {there} {read}", kind.name);
            }
            for heading in &truth.headings {
                let there = fold(&slice(&text, heading.at));
                let page_between = there.contains('—') || there.contains('-') || there.contains('页');
                let whole = fold(&format!("{}{}", heading.label, heading.text));
                assert!(there == whole || page_between, "{} {index}: {there} {whole}", kind.name);
            }
            assert!(!truth.headings.is_empty() && truth.figures.len() > 40);
            assert!(fold(&text.iter().collect::<String>()).contains(&fold(&truth.title)));
            for table in &truth.tables {
                let there = fold(&slice(&text, table.at));
                assert!(table.rows.iter().all(|row| there.contains(&fold(&row[0]))), "{there}");
            }
        }
    }
}

#[test]
fn noise_changes_no_figure() {
    let digits = |r: &Report| fold(&decoded(r)).chars().filter(char::is_ascii_digit).count();
    for index in 0..40 {
        let clean = report(2, index, Options::default());
        let noisy = report(2, index, Options { noise: 1000, ..Options::default() });
        let figures = |r: &Report| r.truth.figures.iter().map(|f| f.text.clone()).collect::<Vec<_>>();
        assert_eq!(figures(&clean), figures(&noisy));
        assert!(digits(&noisy) >= digits(&clean), "page numbers only add");
    }
}

#[test]
fn task_slots_are_what_they_are_called() {
    for index in 0..40 {
        let kind = gongwen_archive::kind_named("self-evaluation");
        let made = report(4, index, Options { kind, ..Options::default() });
        assert!(made.truth.tasks.len() >= 3);
        for task in &made.truth.tasks {
            let figure = |slot: Option<usize>| &made.truth.figures[slot.expect("all four are printed")];
            assert_eq!(figure(task.rate).unit, "%");
            assert_eq!(figure(task.annual).unit, "万元");
            assert!(figure(task.initial).at[0] > made.truth.headings[task.heading].at[1]);
        }
    }
}
