//! Sentences that state relations: each picks its quantities, computes what follows from them, and chooses a phrasing.

use crate::bank::{self, Growing, Priced, Rated, Restated, Whole};
use crate::figure::{Decimal, Figure, Style, divide};
use crate::proof::Relation;
use crate::writer::{Claim, Slot, Writer};

/// Names of the slots of parts, their amounts and their shares.
pub const NAMES: [&str; 6] = ["n0", "n1", "n2", "n3", "n4", "n5"];
const PARTS: [&str; 6] = ["a0", "a1", "a2", "a3", "a4", "a5"];
const SHARES: [&str; 6] = ["p0", "p1", "p2", "p3", "p4", "p5"];

/// `100 × part / whole` with so many places, rounded half up, of numbers in one unit.
pub const fn percent(part: i128, whole: i128, places: u32) -> i128 {
    divide(100 * part * 10i128.pow(places), whole)
}

impl Writer {
    /// A percentage.
    pub fn percent(&self, digits: i128, places: u32) -> Figure {
        self.figure(digits, places, "%")
    }

    /// A few things in Han numerals; a reader may leave it out.
    fn few(n: usize, name: &str) -> Figure {
        let mut figure = Figure::new(Decimal::new(n as i128, 0), crate::figure::unit(name));
        figure.style = Style::Han;
        figure.optional = true;
        figure
    }

    /// A whole and its parts.
    pub fn sum(&mut self, name: &'static str, table: &'static [Whole]) {
        let ((whole, parts, unit, low, high, places), round) = self.draw(name, table);
        let whole = self.apart(whole, round);
        let amounts: Vec<i128> = parts.iter().map(|_| self.chance.spread(*low, *high)).collect();
        self.sum_of(&whole, parts, &amounts, unit, *places);
    }

    /// A whole of given parts.
    pub fn sum_of(&mut self, whole: &str, parts: &[&str], amounts: &[i128], unit: &str, places: u32) {
        let n = parts.len();
        let total: i128 = amounts.iter().sum();
        let mut slots: Vec<(&'static str, Slot)> = vec![
            ("w", whole.into()),
            ("t", self.figure(total, places, unit).into()),
            ("k", Self::few(n, if unit == "万元" || unit == "亿元" { "项" } else { "类" }).into()),
        ];
        for (i, (part, amount)) in parts.iter().zip(amounts).enumerate() {
            slots.push((NAMES[i], (*part).into()));
            slots.push((PARTS[i], self.figure(*amount, places, unit).into()));
            slots.push((SHARES[i], self.percent(percent(*amount, total, 2), 2).into()));
        }
        let list = |between: &str, last: &str, one: &dyn Fn(usize) -> String| {
            let entries: Vec<String> = (0..n).map(one).collect();
            format!("{}{last}{}", entries[..n - 1].join(between), entries[n - 1])
        };
        let named = |i: usize| format!("{{n{i}}}{{a{i}}}");
        let shared = |i: usize| format!("{{n{i}}}{{a{i}}}，占{{p{i}}}");
        let joined = list("、", "和", &|i| format!("{{n{i}}}"));
        let values = list("、", "和", &|i| format!("{{a{i}}}"));
        let phrasings = [
            format!("{{w}}{{t}}，其中：{}。", list("、", "、", &named)),
            format!("{{w}}{{t}}，其中{}。", list("，", "，", &named)),
            format!("{{w}}{{t}}，其中：{}。", list("；", "；", &shared)),
            format!("{{w}}合计{{t}}，包括{}。", list("、", "和", &named)),
            format!("{{w}}中，{}，{{k}}合计{{t}}。", list("、", "、", &named)),
            format!("{{w}}方面，{joined}分别为{values}，合计{{t}}。"),
            format!("{{w}}共{{t}}，由{}构成。", list("、", "和", &named)),
            format!("全年{{w}}{{t}}，按类别分，{}。", list("，", "，", &named)),
            format!("{{w}}为{{t}}，具体构成为：{}。", list("；", "；", &named)),
            format!(
                "{{w}}{{t}}。其中：{}，分别占{}。",
                list("、", "、", &named),
                list("、", "和", &|i| format!("{{p{i}}}"))
            ),
        ];
        let phrasings: Vec<&str> = phrasings.iter().map(String::as_str).collect();
        let mut members: Vec<&'static str> = PARTS[..n].to_vec();
        members.push("t");
        let mut groups: Vec<Vec<Claim>> = vec![vec![(Relation::Sum, members)]];
        for i in 0..n {
            groups.push(vec![(Relation::Share, vec![PARTS[i], "t", SHARES[i]])]);
        }
        self.say(&phrasings, slots, &groups);
    }

    /// A quantity now and the year before.
    pub fn growth(&mut self, name: &'static str, table: &'static [Growing]) {
        let ((label, unit, low, high, places), round) = self.draw(name, table);
        let label = self.apart(label, round);
        let before = self.chance.spread(*low, *high).max(*low);
        self.growth_of(&label, unit, before, *places);
    }

    /// The growth of a quantity from a given amount.
    pub fn growth_of(&mut self, label: &str, unit: &str, before: i128, places: u32) {
        let up = self.chance.percent(70);
        // Statistics are computed from more digits than are printed: the claim is then true by rounding only.
        let hidden = places > 0 && self.chance.percent(12);
        let finer = if hidden { 100 } else { 1 };
        let before_fine = before * finer + if hidden { self.chance.between(-49, 49) } else { 0 };
        let change = self.chance.scaled(before_fine, 12, 320).max(finer);
        let now_fine = if up { before_fine + change } else { (before_fine - change).max(finer) };
        let now = divide(now_fine, finer);
        let delta = divide((now_fine - before_fine).abs(), finer);
        let digits = if self.chance.percent(60) { 2 } else { 1 };
        let p = percent((now_fine - before_fine).abs(), before_fine, digits);
        if now == before || p == 0 || delta == 0 {
            return self.words("各项指标与上年基本相当。");
        }
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", label.into()),
            ("now", self.figure(now, places, unit).into()),
            ("before", self.figure(before, places, unit).into()),
            ("d", self.figure(delta, places, unit).into()),
            ("p", self.percent(p, digits).into()),
            ("up", if up { "增长" } else { "下降" }.into()),
            ("more", if up { "增加" } else { "减少" }.into()),
        ];
        let phrasings: &[&str] = &[
            "{w}{now}，比上年{more}{d}，{up}{p}。",
            "全年{w}{now}，较上年{more}{d}，{up}{p}。",
            "{w}由上年的{before}{more}到{now}，{up}{p}。",
            "{w}{now}（上年为{before}），同比{up}{p}。",
            "{w}为{now}，上年同期为{before}，同比{more}{d}，{up}{p}。",
            "{w}完成{now}，同比{more}{d}，{up}{p}。",
            "{y}年{w}{now}，{py}年为{before}，{up}{p}。",
            "与{py}年的{before}相比，{w}{more}{d}，{up}{p}，达到{now}。",
            "{w}{now}，比{py}年的{before}{more}{d}。",
            "{w}从{py}年的{before}变为{y}年的{now}，{more}{d}，{up}{p}。",
            "{w}{now}，同比{up}{p}。",
        ];
        let (growth, by_delta) =
            if up { (Relation::Growth, Relation::GrowthDelta) } else { (Relation::Drop, Relation::DropDelta) };
        let difference = if up { vec!["now", "before", "d"] } else { vec!["before", "now", "d"] };
        self.say(
            phrasings,
            slots,
            &[
                vec![(Relation::Difference, difference)],
                vec![(growth, vec!["now", "before", "p"]), (by_delta, vec!["now", "d", "p"])],
            ],
        );
    }

    /// A part of a whole that succeeded, and its rate.
    pub fn rate(&mut self, name: &'static str, table: &'static [Rated]) {
        let ((whole, part, unit, rate), round) = self.draw(name, table);
        let whole_name = self.apart(whole, round);
        let whole = self.chance.spread(60, 6000);
        let part_count = self.chance.scaled(whole, 720, 998).max(1);
        let digits = if self.chance.percent(60) { 2 } else { 1 };
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", whole_name.into()),
            ("part", (*part).into()),
            ("rate", (*rate).into()),
            ("b", self.figure(whole, 0, unit).into()),
            ("a", self.figure(part_count, 0, unit).into()),
            ("p", self.percent(percent(part_count, whole, digits), digits).into()),
        ];
        self.say(
            &[
                "{w}{b}，{part}{a}，{rate}{p}。",
                "{w}{b}，其中{part}{a}，{rate}为{p}。",
                "全年{w}{b}，{part}{a}，{rate}达到{p}。",
                "{w}共{b}，截至年底{part}{a}，{rate}达{p}。",
            ],
            slots,
            &[vec![(Relation::Rate, vec!["a", "b", "p"])]],
        );
    }

    /// An amount planned and what was reached of it.
    pub fn completion(&mut self, label: &str, unit: &str, plan: i128, places: u32) {
        let done = self.chance.scaled(plan, 780, 1180);
        let digits = if self.chance.percent(70) { 2 } else { 1 };
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", label.into()),
            ("b", self.figure(plan, places, unit).into()),
            ("a", self.figure(done, places, unit).into()),
            ("p", self.percent(percent(done, plan, digits), digits).into()),
        ];
        self.say(
            &[
                "{w}年初预算为{b}，支出决算为{a}，完成年初预算的{p}。",
                "{w}年度计划{b}，实际完成{a}，完成率{p}。",
                "{w}完成{a}，占年度计划{b}的{p}。",
                "{w}全年预算{b}，实际支出{a}，预算执行率{p}。",
                "{w}支出{a}，完成预算{b}的{p}。",
            ],
            slots,
            &[vec![(Relation::Rate, vec!["a", "b", "p"])]],
        );
    }

    /// A first amount, a second, and the rest.
    pub fn rest(&mut self) {
        let ((first, second, rest), round) = self.draw("rests", bank::RESTS);
        let first = self.apart(first, round);
        let a = self.chance.spread(30_000, 3_000_000);
        let b = self.chance.scaled(a, 620, 985);
        let slots: Vec<(&'static str, Slot)> = vec![
            ("x", first.into()),
            ("z", (*second).into()),
            ("r", (*rest).into()),
            ("a", self.figure(a, 2, "万元").into()),
            ("b", self.figure(b, 2, "万元").into()),
            ("d", self.figure(a - b, 2, "万元").into()),
        ];
        self.say(
            &["{x}{a}，{z}{b}，{r}{d}。", "{x}{a}，{z}{b}，相抵后{r}{d}。", "全年{x}为{a}，{z}为{b}，{r}{d}。"],
            slots,
            &[vec![(Relation::Difference, vec!["a", "b", "d"])]],
        );
    }

    /// A price, a count and their product.
    pub fn product(&mut self) {
        let paid = self.chance.percent(45);
        let (name, table): (_, &'static [Priced]) = if paid { ("paid", bank::PAID) } else { ("priced", bank::PRICED) };
        let ((thing, unit, low, high, fewest, most), round) = self.draw(name, table);
        let thing = self.apart(thing, round);
        let price = self.chance.between(*low / 10, *high / 10) * 10;
        let count = self.chance.between(*fewest, *most);
        let amount = divide(price * count, 100);
        let slots: Vec<(&'static str, Slot)> = vec![
            ("n", thing.into()),
            ("u", (*unit).into()),
            ("c", self.figure(count, 0, unit).into()),
            ("e", self.figure(price, 0, "元").into()),
            ("t", self.figure(amount, 2, "万元").into()),
        ];
        let phrasings: &[&str] = if paid {
            &[
                "为{c}{n}发放补助，每{u}{e}，共发放{t}。",
                "向{n}发放补助{t}，涉及{c}，人均{e}。",
                "按每{u}{e}的标准，为{c}{n}落实补助资金{t}。",
            ]
        } else {
            &[
                "购置{n}{c}，单价{e}，合计{t}。",
                "采购{n}{c}，每{u}{e}，合同金额{t}。",
                "新增{n}{c}，单价{e}，共支付{t}。",
            ]
        };
        self.say(phrasings, slots, &[vec![(Relation::Product, vec!["e", "c", "t"])]]);
    }

    /// An amount, and the same in a larger unit.
    pub fn restated(&mut self) {
        let ((label, small, large, low, high, places, large_places), round): (&'static Restated, usize) =
            self.draw("restated", bank::RESTATED);
        let label = self.apart(label, round);
        let fine = self.chance.spread(*low, *high).max(*low);
        let (a, b) = (crate::figure::unit(small).power, crate::figure::unit(large).power);
        let coarse = divide(fine * 10i128.pow(*large_places), 10i128.pow(b - a + places));
        if coarse == 0 {
            return self.words("有关数据详见附表。");
        }
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", label.into()),
            ("a", self.figure(fine, *places, small).into()),
            ("b", self.figure(coarse, *large_places, large).into()),
        ];
        self.say(
            &["{w}{a}（{b}）。", "{w}{a}，即{b}。", "{w}达{a}（合{b}）。", "{w}{a}，折合{b}。"],
            slots,
            &[vec![(Relation::Restatement, vec!["a", "b"])]],
        );
    }

    /// The same amount in Han numerals and in digits.
    pub fn spelled(&mut self) {
        let amount = self.chance.between(12, 960) * 10;
        let mut han = self.figure(amount, 0, "万元");
        han.style = Style::Han;
        let plain = self.figure(amount, 0, "万元");
        let what = *self
            .take("spelled", &["社会捐赠资金", "村集体自筹资金", "对口帮扶资金", "专项维修基金", "见义勇为奖励基金"]);
        self.say(
            &["{w}共计{a}（{b}）。", "落实{w}{a}（{b}）。"],
            vec![("w", what.into()), ("a", han.into()), ("b", plain.into())],
            &[vec![(Relation::Restatement, vec!["a", "b"])]],
        );
    }

    /// Two amounts set against each other.
    pub fn compared(&mut self) {
        let ((x, z), round) = self.draw("compared", bank::COMPARED);
        let x = self.apart(x, round);
        let b = self.chance.spread(600, 900_000);
        let (word, relation, a) = match self.chance.below(4) {
            0 => ("持平", Relation::Equal, b),
            1 => ("大于", Relation::More, b + self.chance.scaled(b, 10, 200) + 1),
            _ => ("小于", Relation::Less, b - self.chance.scaled(b, 10, 400) - 1),
        };
        let slots: Vec<(&'static str, Slot)> = vec![
            ("x", x.into()),
            ("z", (*z).into()),
            ("v", word.into()),
            ("why", if relation == Relation::Less { "从严控制、据实列支" } else { "业务量增加" }.into()),
            ("a", self.figure(a, 2, "万元").into()),
            ("b", self.figure(b, 2, "万元").into()),
        ];
        let phrasings: &[&str] = if relation == Relation::Equal {
            &["{x}{a}，与{z}{b}持平。", "{x}为{a}，{z}为{b}，两者持平。"]
        } else {
            &["{x}{a}，{v}{z}{b}。", "{x}为{a}，{v}{z}的{b}，主要原因是{why}。"]
        };
        self.say(phrasings, slots, &[vec![(relation, vec!["a", "b"])]]);
    }

    /// Accounts that balance.
    pub fn balanced(&mut self) {
        let name = self.label("balanced", bank::BALANCED);
        let amount = self.chance.spread(90_000, 9_000_000);
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", name.into()),
            ("a", self.figure(amount, 2, "万元").into()),
            ("b", self.figure(amount, 2, "万元").into()),
        ];
        self.say(
            &["{w}收入总计{a}，支出总计{b}，收支平衡。", "{w}全年收入合计{a}、支出合计{b}，收支平衡。"],
            slots,
            &[vec![(Relation::Equal, vec!["a", "b"])]],
        );
    }

    /// A rate that rose or fell by points.
    pub fn points(&mut self) {
        let name = self.label("points", bank::POINTED);
        let digits = if self.chance.percent(50) { 1 } else { 2 };
        let scale = 10i128.pow(digits);
        let before = self.chance.between(30 * scale, 80 * scale);
        let delta = self.chance.between(scale / 5, 12 * scale);
        let up = self.chance.percent(65);
        let now = if up { before + delta } else { before - delta };
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", name.into()),
            ("up", if up { "提高" } else { "降低" }.into()),
            ("now", self.percent(now, digits).into()),
            ("before", self.percent(before, digits).into()),
            ("d", self.figure(delta, digits, "个百分点").into()),
        ];
        let members = if up { vec!["now", "before", "d"] } else { vec!["before", "now", "d"] };
        self.say(
            &[
                "{w}由{before}{up}到{now}，{up}{d}。",
                "{w}为{now}，比上年的{before}{up}{d}。",
                "{w}{now}，上年为{before}，{up}{d}。",
                "{w}达到{now}，较上年{up}{d}。",
            ],
            slots,
            &[vec![(Relation::Difference, members)]],
        );
    }

    /// How many times as much.
    pub fn multiple(&mut self, name: &'static str, table: &'static [Growing]) {
        let ((label, unit, low, high, places), round) = self.draw(name, table);
        let label = self.apart(label, round);
        let before = self.chance.spread(*low, *high / 3).max(*low);
        let now = before * self.chance.between(130, 420) / 100;
        let times = divide(now * 100, before);
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", label.into()),
            ("now", self.figure(now, *places, unit).into()),
            ("before", self.figure(before, *places, unit).into()),
            ("m", self.figure(times, 2, "倍").into()),
        ];
        self.say(
            &["{w}{now}，是上年{before}的{m}。", "{w}达到{now}，为{py}年{before}的{m}。"],
            slots,
            &[vec![(Relation::Multiple, vec!["now", "before", "m"])]],
        );
    }

    /// Growth over some years, as a yearly mean.
    pub fn average(&mut self, name: &'static str, table: &'static [Growing]) {
        let ((label, unit, low, high, places), round) = self.draw(name, table);
        let label = self.apart(label, round);
        let years = self.chance.between(3, 5).unsigned_abs() as u32;
        let before = self.chance.spread(*low, *high).max(*low);
        let drawn = self.chance.between(15, 140);
        let now = divide(before * (1000 + drawn).pow(years), 1000i128.pow(years));
        // Of small counts the rounded result has another mean: the rate is found again from what is printed.
        let grown = |rate: i128| before * (2000 + 2 * rate + 1).pow(years);
        let rate = (0..400).find(|rate| grown(*rate) >= now * 2000i128.pow(years)).unwrap_or(drawn);
        let from = (self.context.year - i128::from(years)).to_string();
        let slots: Vec<(&'static str, Slot)> = vec![
            ("w", label.into()),
            ("from", from.into()),
            ("now", self.figure(now, *places, unit).into()),
            ("before", self.figure(before, *places, unit).into()),
            ("p", self.percent(rate, 1).into()),
        ];
        self.say(
            &[
                "{w}由{from}年的{before}增加到{y}年的{now}，年均增长{p}。",
                "{w}从{from}年的{before}提高到{y}年的{now}，年均增速{p}。",
            ],
            slots,
            &[vec![(Relation::Average(years), vec!["now", "before", "p"])]],
        );
    }

    /// A list that is announced by its number.
    pub fn counted(&mut self) {
        let n = 3 + self.chance.below(3);
        let han = self.chance.percent(70);
        let mut figure = Self::few(n, "项");
        if !han {
            figure.style = Style::Plain;
        }
        let relation = Relation::Count(n as u32);
        if self.chance.percent(50) {
            let entries: Vec<&str> = (0..n).map(|_| *self.take("rules", bank::RULES)).collect();
            let list = format!("{}和{}", entries[..n - 1].join("、"), entries[n - 1]);
            self.state(
                "修订印发{list}{k}制度。",
                vec![("k", figure.into()), ("list", list.into())],
                &[vec![(relation, vec!["k"])]],
            );
        } else {
            let entries: Vec<String> = (0..n)
                .map(|i| format!("{}是{}", crate::figure::han(i as i128 + 1), self.take("steps", bank::STEPS)))
                .collect();
            let object = self.label("objects", bank::OBJECTS);
            let list = entries.join("；");
            let slots = vec![("k", figure.into()), ("object", object.into()), ("list", list.into())];
            self.state("针对{object}，采取以下{k}措施：{list}。", slots, &[vec![(relation, vec!["k"])]]);
        }
    }

    /// Answers to a questionnaire, in shares that total 100.
    pub fn shares(&mut self) {
        let a = self.chance.between(3000, 6500);
        let b = self.chance.between(1500, 3000);
        let c = 10_000 - a - b;
        let slots: Vec<(&'static str, Slot)> =
            vec![("a", self.percent(a, 2).into()), ("b", self.percent(b, 2).into()), ("c", self.percent(c, 2).into())];
        let what = *self.take("asked", &["受访居民", "参训学员", "服务对象", "办事企业", "住院患者"]);
        let phrasing = *self.chance.pick(&[
            "问卷调查显示，WHO中表示满意、基本满意和不满意的分别占{a}、{b}和{c}。",
            "WHO评价为优、良、一般的占比分别为{a}、{b}、{c}。",
        ]);
        self.state(&phrasing.replace("WHO", what), slots, &[vec![(Relation::Hundred, vec!["a", "b", "c"])]]);
    }

    /// An amount of hundreds of millions and tens of millions, a day, a range: no relation.
    pub fn oddity(&mut self) {
        match self.chance.below(4) {
            0 => {
                let amount = self.chance.between(12, 96) * 1000;
                let mut mixed = self.figure(amount, 0, "万元");
                if mixed.value.digits % 10_000 == 0 {
                    mixed.value.digits += 3000;
                }
                mixed.style = Style::Mixed;
                self.state("另有意向性融资{a}正在洽谈。", vec![("a", mixed.into())], &[]);
            }
            1 => {
                let day = self.context.year * 10_000 + self.chance.between(1, 12) * 100 + self.chance.between(1, 28);
                let mut date = self.figure(day, 0, "元");
                date.date = true;
                date.style = Style::Plain;
                self.state("自{a}起开展集中攻坚，相关工作有序推进。", vec![("a", date.into())], &[]);
            }
            2 => self.words("预计{ny}年同类支出增长[3~9%]，单个项目补助[20~60万元]。"),
            _ => {
                let n = self.chance.between(11, 48);
                let mut han = self.figure(n, 0, "条");
                han.style = Style::Han;
                self.state("征集合理化建议{a}，逐一研究吸纳。", vec![("a", han.into())], &[]);
            }
        }
    }
}
