//! The fold under which a node's text and the text at its bytes must be equal: white space out, width folded.
//!
//! | as printed | folded | remark |
//! | --- | --- | --- |
//! | blanks of any width, line ends, zero-width marks, controls | nothing | |
//! | `２０２４％（）` | `2024%()` | full-width forms of ASCII |
//! | `￥` `￡` `￠` | `¥` `£` `¢` | |
//! | `⾦` `⻓` `⻰` | `金` `长` `龙` | radicals that PDF readers give for the characters they look like |
//! | `①` `㎡` `〇` | the same | they mean more than `1`, `m2`, `零` |

/// Whether a character is white space or takes no room: blanks of every width, line ends, zero-width marks.
#[inline]
pub const fn is_blank(c: char) -> bool {
    match c {
        // Nearly all characters of a report; said first because it is asked of each of them.
        '!'..='~' | '\u{3001}'..='\u{d7ff}' => false,
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => true,
        _ => c.is_whitespace(),
    }
}

/// The bytes of the character of a text that begins at `at`, and whether it is blank; `None` at the end. Nearly all of a
/// report is told by its first byte.
#[inline]
pub fn blank_at(text: &str, at: usize) -> Option<(usize, bool)> {
    Some(match *text.as_bytes().get(at)? {
        b'!'..=b'~' => (1, false),
        b' ' => (1, true),
        // U+4000–U+9FFF: Han.
        0xe4..=0xe9 => (3, false),
        _ => {
            let c = text[at..].chars().next()?;
            (c.len_utf8(), is_blank(c))
        }
    })
}

/// A full-width form as its half-width twin; every other character as it is.
#[inline]
pub const fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(half) => half,
            None => c,
        },
        '\u{ffe0}' => '\u{a2}',
        '\u{ffe1}' => '\u{a3}',
        '\u{ffe5}' => '\u{a5}',
        _ => c,
    }
}

/// U+2F00–U+2FD5, the radicals of Kangxi, as the characters they are.
const KANGXI: &str = "\
一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴\
廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵\
邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
/// U+2E80–U+2EF3, the supplement to them; those that are no character of their own stay.
const SUPPLEMENT: &str = "\
⺀厂⺂⺃乙人冂几刀⺉⺊卩小⺍兀尣尢尣巳幺彑⺕⺖心手攵⺚旡⺜月歺母民⺡⺢⺣⺤爫丬⺧⺨王⺪目示礻⺮糹纟罓罒⺳⺴⺵\
羊⺷⺸耂⺺聿肉臼艹艹艹虎衤覀西见角⻇讠贝足车辶⻍辶⻏钅長镸长门⻕阝雨青韦页风飞食⻞飠饣首马骨鬼鱼鸟卤麦黄黾斉\
齐歯齿竜龙龜亀龟";

/// A radical as the character it looks like; every other character as it is.
fn unified(c: char) -> char {
    let (row, first) = match c {
        '\u{2f00}'..='\u{2fd5}' => (KANGXI, 0x2f00),
        '\u{2e80}'..='\u{2ef3}' => (SUPPLEMENT, 0x2e80),
        _ => return c,
    };
    row.chars().nth((u32::from(c) - first) as usize).unwrap_or(c)
}

/// What a character is under the fold; `None` where it does not count.
pub fn folded(c: char) -> Option<char> {
    if is_blank(c) || c.is_control() { None } else { Some(unified(half_width(c))) }
}

/// The folded characters of a text.
pub fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(folded)
}

/// A text without its blanks.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).collect()
}

/// The folded text as a whole: what [`fold`] gives, several times as fast.
pub fn folded_text(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut at) = (0, 0);
    while let Some(&lead) = bytes.get(at) {
        // Nearly all of a text is Han (U+4000–U+9FFF), letters and digits, none of which folds.
        match lead {
            0xe4..=0xe9 => {
                at += 3;
                continue;
            }
            0x21..=0x7e => {
                at += 1;
                continue;
            }
            _ => {}
        }
        match (lead, bytes.get(at + 1), bytes.get(at + 2)) {
            // U+3001–U+303F: 、 and 。, brackets. U+2010–U+2027: “ and ”.
            (0xe3, Some(0x80), Some(0x81..)) | (0xe2, Some(0x80), Some(0x90..=0xa7)) => at += 3,
            (b'\n' | b' ', ..) => {
                out.push_str(&text[copied..at]);
                at += 1;
                copied = at;
            }
            // U+FF01–U+FF3F: ， and ；, brackets, digits.
            (0xef, Some(0xbc), Some(&last @ 0x81..)) => {
                out.push_str(&text[copied..at]);
                out.push(char::from(last - 0x60));
                at += 3;
                copied = at;
            }
            _ => {
                let Some(c) = text[at..].chars().next() else { break };
                let end = at + c.len_utf8();
                let new = folded(c);
                if new != Some(c) {
                    out.push_str(&text[copied..at]);
                    out.extend(new);
                    copied = end;
                }
                at = end;
            }
        }
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_folding_agree() {
        for text in ["", "　２０２４ 年\u{200b}３．５％\r\n", "⾦⻓⻰⺀①㎡〇￥", "a\u{a0}b\u{ad}c\u{85}d", "𠀀·—“”"]
        {
            assert_eq!(folded_text(text), fold(text).collect::<String>());
        }
        for c in '\0'..='\u{2ffff}' {
            let text = format!("年{c}，{c}a");
            assert_eq!(folded_text(&text), fold(&text).collect::<String>());
        }
        assert_eq!(folded_text("⾦⻓⻰ ⺠"), "金长龙民");
        assert_eq!(folded_text("①㎡〇Ⅳ"), "①㎡〇Ⅳ");
    }

    #[test]
    fn radicals_are_all_there() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(SUPPLEMENT.chars().count(), 0x2ef4 - 0x2e80);
        assert_eq!((unified('\u{2f00}'), unified('\u{2fd5}')), ('一', '龠'));
        assert_eq!((unified('\u{2ef3}'), unified('\u{2e80}')), ('龟', '\u{2e80}'));
    }
}
