//! A document that would take more memory than its room is refused, early and always the same one; a report is not.

use gongwen::decode::Refusal;
use gongwen::memory::{Memory, Part, ROOM};
use gongwen::report::{Extraction, Options, extract};

const MEGABYTE: usize = 1 << 20;

fn read(text: &[u8], memory: u64) -> Result<Extraction, Refusal> {
    extract(text, "a.txt", Options { memory, ..Options::default() })
}

fn filled(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

/// Texts with as many parts as their bytes allow, and the stage that refuses them.
const EXTREMES: [(&str, &str); 5] = [
    ("字\n", "lines"),
    ("# 字\n", "lines"),
    ("5% ", "figure"),
    ("5元，", "figure"),
    ("1\t2\t3\t4\t5\t6\t7\t8\n", "table"),
];

#[test]
fn an_extreme_is_refused_and_a_report_of_that_size_is_not() {
    // A sixty-fourth of all: as a file of 64 MB is to the whole room.
    let room = ROOM / 64;
    for (unit, stage) in EXTREMES {
        let text = filled(unit, MEGABYTE);
        let refusal = read(text.as_bytes(), room).expect_err(unit);
        let Refusal::TooDense { stage: at, limit, bytes } = refusal else { panic!("{unit:?}: {refusal}") };
        assert_eq!((at, limit, bytes), (stage, room, text.len() as u64), "{unit:?}");
        assert!(refusal.to_string().starts_with("too complex: "), "{refusal}");
        assert_eq!(read(text.as_bytes(), room).expect_err(unit), refusal, "the same each time");
    }
    let report = "（一）修缮柳浦桥。2024年柳浦街道安排修缮资金120.50万元，实际支出118.08万元，完成年度预算的97.99%；\
                  云溪社区新增停车位45个，惠及居民3200余户，群众出行条件得到明显改善。\n";
    for text in [filled(report, MEGABYTE), filled("柳浦街道办事处\t5268.47\t4125.60\t3871.25\n", MEGABYTE)] {
        assert!(read(text.as_bytes(), room).is_ok());
        let (chinese, ..) = encoding_rs::GB18030.encode(&text);
        assert!(read(&chinese, room).is_ok());
    }
}

#[test]
fn four_megabytes_have_room_whatever_is_in_them() {
    for part in [Part::Line, Part::Cell] {
        // `1\t` and `a\n` are two bytes.
        assert!(Memory::of(ROOM).take(part, 2 * MEGABYTE), "{part:?}");
    }
    // `5%、` could not be shorter by much; a check takes figures.
    let mut memory = Memory::of(ROOM);
    assert!(memory.take(Part::Byte, 20 * MEGABYTE) && memory.take(Part::Run, 8 * MEGABYTE));
    assert!(memory.take(Part::Figure, 4 * MEGABYTE / 3) && memory.take(Part::Check, 4 * MEGABYTE / 12));
}
