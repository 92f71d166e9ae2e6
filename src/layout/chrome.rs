//! What a web page prints around its article, also where it was saved as plain text.
//!
//! | line | where | remark |
//! | --- | --- | --- |
//! | `下载` `打印` `【字号：` `分享:` `关闭` … | anywhere among other such lines, before or after the body | |
//! | `来源：…` `发布时间：…` `责任编辑：…` `扫一扫…` | before or after the body | where nothing follows the colon, the next line too |
//! | `首页 > 政务公开 > …` | before the body | also one name to a line |
//! | the title and dateline once more, above such lines | before the body | |
//! | `本作品…公有领域` | at the end | the licence and what follows it |

use super::Class;
use super::shape::Shape;
use crate::fold::is_blank;
use crate::lines::Lines;

/// Whole lines.
const WHOLE: &[&str] = &[
    "下载",
    "打印",
    "全屏",
    "收藏",
    "加大",
    "还原",
    "减小",
    "】",
    "【字号：",
    "分享",
    "分享到",
    "分享：",
    "分享:",
    "关闭",
    "返回",
    "大",
    "中",
    "小",
    "大中小",
    "返回顶部",
    "回到顶部",
    "首页",
    "网站首页",
    "关闭窗口",
    "打印本页",
    "上一篇",
    "下一篇",
    "无障碍",
    "微信",
    "微博",
    "繁体",
    "简体",
    "登录",
    "注册",
    "EN",
    "English",
    "搜索",
    "纠错",
    "朗读",
    "字体",
    "正文",
    "当前位置：",
];

/// Beginnings of lines.
const HEAD: &[&str] = &[
    "来源：",
    "来源:",
    "信息来源：",
    "信息来源:",
    "文章来源：",
    "稿件来源：",
    "发布时间：",
    "发布时间:",
    "发布日期：",
    "发布日期:",
    "时间：",
    "时间:",
    "日期：",
    "浏览次数",
    "阅读次数",
    "点击",
    "访问次数",
    "阅读量",
    "字号",
    "字体",
    "【字号",
    "【字体",
    "选择阅读字号",
    "责任编辑",
    "编辑：",
    "作者：",
    "打印",
    "分享到",
    "分享：",
    "当前位置",
    "您的位置",
    "您现在的位置",
    "你的位置",
    "您当前的位置",
    "现在位置",
    "所在位置",
    "扫一扫",
    "扫描二维码",
    "用手机",
    "手机扫",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "版权所有",
    "主办：",
    "主办单位",
    "开办：",
    "承办：",
    "承办单位",
    "技术支持",
    "网站标识码",
    "网站地图",
    "联系我们",
    "关于我们",
    "Copyright",
    "copyright",
    "COPYRIGHT",
    "相关链接",
    "相关文件",
    "相关阅读",
    "浏览量",
    "我要纠错",
];

/// Parts of lines after the body.
const TAIL: &[&str] = &[
    "ICP备",
    "公网安备",
    "版权所有",
    "许可证",
    "违法和不良信息",
    "举报电话",
    "网站标识码",
    "All Rights Reserved",
    "打印本页",
    "关闭窗口",
];

/// What the markup makes of a line.
pub fn of_markup(lines: &Lines<'_>, shape: &Shape) -> Class {
    let markup = lines.lines[shape.line as usize].markup;
    if markup.chrome || markup.page_title { Class::Furniture } else { Class::Body }
}

/// Marks chrome before and after the body.
pub fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    // The body: from the first to the last line of prose.
    let prose =
        |s: &Shape| s.width >= 60 && s.text(lines).contains(['，', '。', '；']) || s.width >= 30 && s.last == '。';
    let live = |c: Class| c == Class::Body;
    let candidates: Vec<usize> = (0..shapes.len()).filter(|&i| live(classes[i])).collect();
    if candidates.is_empty() {
        return;
    }
    let head = candidates.iter().take(60).position(|&i| prose(&shapes[i]) && !chrome_text(shapes[i].text(lines)));
    let head = head.unwrap_or(candidates.len().min(30));
    let tail = candidates.iter().rev().take(60).position(|&i| prose(&shapes[i]) && !ends_page(shapes[i].text(lines)));
    let tail = candidates.len() - tail.unwrap_or(0);
    let mut topmost = None;
    let mut value_follows = false;
    let mut k = 0;
    while k < head {
        let i = candidates[k];
        let text = shapes[i].text(lines);
        if value_follows && shapes[i].width <= 40 && !text.contains('届') {
            classes[i] = Class::Furniture;
            value_follows = false;
            k += 1;
            continue;
        }
        value_follows = false;
        if chrome_line(text, true) {
            classes[i] = Class::Furniture;
            topmost = Some(k);
            value_follows = text.ends_with(['：', ':']) && !text.starts_with("分享") && !text.starts_with('【');
            // One name of the path to a line.
            let arrow = |k: usize| {
                candidates.get(k).is_some_and(|&j| matches!(shapes[j].text(lines), ">" | "›" | "»" | ">>" | "/" | "＞"))
            };
            while arrow(k + 1) && k + 2 < candidates.len() {
                classes[candidates[k + 1]] = Class::Furniture;
                classes[candidates[k + 2]] = Class::Furniture;
                k += 2;
                value_follows = false;
            }
        }
        k += 1;
    }
    if let Some(topmost) = topmost {
        repeats(lines, shapes, classes, &candidates[..head], topmost);
    }
    for &i in &candidates[tail.max(head)..] {
        let text = shapes[i].text(lines);
        if chrome_line(text, false) || ends_page(text) {
            classes[i] = Class::Furniture;
        }
    }
    licence(lines, shapes, classes);
}

fn chrome_text(text: &str) -> bool {
    HEAD.iter().any(|h| text.starts_with(h)) || text.contains(" > ") || text.contains("&gt;")
}

fn ends_page(text: &str) -> bool {
    chrome_text(text) || TAIL.iter().any(|t| text.contains(t))
}

fn chrome_line(text: &str, before: bool) -> bool {
    if text.len() > 400 {
        return false;
    }
    let mut squeezed = String::with_capacity(text.len());
    squeezed.extend(text.chars().filter(|c| !is_blank(*c)));
    let first = squeezed.chars().next();
    if WHOLE.contains(&squeezed.as_str())
        || matches!(squeezed.as_str(), ">" | "|" | "[" | "]" | "【" | "[]" | "【】" | ">>")
    {
        return true;
    }
    if HEAD.iter().any(|h| squeezed.starts_with(h)) {
        // 时间：2月3日 地点：… is a line of minutes.
        return !before || !squeezed.contains("地点") && squeezed.len() <= 240;
    }
    let path = squeezed.matches(['>', '›', '»', '＞']).count();
    if path >= 2 && squeezed.len() <= 200 || path == 1 && squeezed.starts_with("首页") {
        return true;
    }
    // 2026-02-02 09:20 来源：…
    let stamped = first.is_some_and(|c| c.is_ascii_digit())
        && (squeezed.contains("来源：") || squeezed.contains("浏览") || squeezed.contains("字号"));
    stamped && squeezed.len() <= 200 || is_timestamp(&squeezed)
}

/// `2026-02-0209:20`
fn is_timestamp(text: &str) -> bool {
    text.len() >= 13
        && text.len() <= 19
        && text.contains(':')
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'/'))
}

/// Title and dateline above the chrome that come once more below it.
fn repeats(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class], head: &[usize], topmost: usize) {
    let squeeze = |i: usize| -> String { shapes[i].text(lines).chars().filter(|c| !is_blank(*c)).collect() };
    for (k, &i) in head.iter().enumerate().take(topmost.min(20)) {
        if classes[i] != Class::Body || shapes[i].width < 12 {
            continue;
        }
        let own = squeeze(i);
        let again = head[k + 1..].iter().any(|&j| {
            let other = squeeze(j);
            other == own || other.len() >= 30 && own.contains(&other)
        });
        if again {
            classes[i] = Class::Furniture;
        }
    }
}

/// `本作品…公有领域`: the licence block of a free library, to the end.
fn licence(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    let from = shapes.len().saturating_sub(40);
    let Some(start) = (from..shapes.len()).find(|&i| shapes[i].text(lines).starts_with("本作品")) else { return };
    let speaks = |i: usize| {
        let text = shapes[i].text(lines);
        text.contains("公有领域")
            || text.contains("公有領域")
            || text.contains("Public domain")
            || text.contains("著作权法")
    };
    if (start..shapes.len().min(start + 15)).any(speaks) {
        classes[start..].fill(Class::Furniture);
    }
}
