//! Tables with totals and rates: pipes, tabs, or columns set off by blanks.

use crate::figure::Style;
use crate::page::{Role, TABLE, TABLE_END, Table, figure_mark};
use crate::proof::Relation;
use crate::sentence::percent;
use crate::writer::Writer;

/// What the columns of a table hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Amount and share.
    Shares,
    /// Budget, executed, rate.
    Rates,
    /// Last year, this year, change, growth.
    Growth,
    /// Quarters and the year.
    Quarters,
}

const ROW_NAMES: &[(&str, &str, &[&str])] = &[
    (
        "项目支出分类情况表",
        "支出类别",
        &["办公设备更新", "委托业务", "房屋修缮", "宣传推广", "信息系统运维", "人员培训"],
    ),
    ("资金来源明细表", "资金来源", &["中央财政", "省级财政", "市级财政", "县区配套", "社会资本"]),
    (
        "重点项目资金情况表",
        "项目名称",
        &["管网更新工程", "粮库维修工程", "绿道贯通工程", "校舍加固工程", "集市搬迁工程"],
    ),
    ("分镇街资金分配表", "镇街", &["柳浦街道", "杏坪镇", "瓦窑镇", "南渡镇", "竹里镇", "望潮街道"]),
    ("业务科室收入情况表", "科室", &["内科", "外科", "儿科", "中医科", "康复科"]),
    (
        "财政补助主要项目表",
        "补助项目",
        &["义务教育补助", "科技创新奖励", "文体活动补助", "农田建设补助", "公路养护补助"],
    ),
];
const EVENT_NAMES: &[(&str, &str, &[&str])] = &[
    ("窗口办件量统计表", "事项", &["社保业务", "医保业务", "不动产业务", "市场主体登记"]),
    ("投诉受理情况统计表", "类别", &["噪声", "油烟", "物业", "消费"]),
    ("接待读者情况表", "场馆", &["总馆", "少儿馆", "城南分馆", "城北分馆"]),
];

impl Writer {
    /// A table with caption and unit line, on lines of its own; nothing where all captions were used.
    pub fn table(&mut self) {
        self.end();
        let shape = *self.chance.pick(&[Shape::Shares, Shape::Rates, Shape::Growth, Shape::Quarters]);
        let (name, names) = if shape == Shape::Quarters { ("events", EVENT_NAMES) } else { ("rows", ROW_NAMES) };
        let ((caption, corner, rows), round) = self.draw(name, names);
        if round > 0 {
            return;
        }
        let n = (3 + self.chance.below(3)).min(rows.len());
        let unit = if shape == Shape::Quarters { "件" } else { "万元" };
        let at = self.page.tables.len();
        let places = if shape == Shape::Quarters { 0 } else { 2 };
        let columns: &[&str] = match shape {
            Shape::Shares => &["金额", "占比（%）"],
            Shape::Rates => &["预算数", "执行数", "执行率（%）"],
            Shape::Growth => &["上年数", "本年数", "增减额", "增减率（%）"],
            Shape::Quarters => &["一季度", "二季度", "三季度", "四季度", "全年"],
        };
        // Amounts first, so that totals and shares can be computed.
        let amounts: Vec<Vec<i128>> = (0..n)
            .map(|_| match shape {
                Shape::Shares => vec![self.chance.spread(900, 900_000)],
                Shape::Rates => {
                    let plan = self.chance.spread(3000, 900_000);
                    vec![plan, self.chance.scaled(plan, 700, 1000)]
                }
                Shape::Growth => {
                    let before = self.chance.spread(3000, 900_000);
                    vec![before, self.chance.scaled(before, 820, 1300) + 1]
                }
                Shape::Quarters => (0..4).map(|_| self.chance.spread(60, 2600)).collect(),
            })
            .collect();
        let totals: Vec<i128> = (0..amounts[0].len()).map(|c| amounts.iter().map(|row| row[c]).sum()).collect();
        let caption = match self.chance.below(3) {
            0 => format!("表{} {caption}", at + 1),
            1 => format!("{}年{caption}", self.context.year),
            _ => (*caption).to_owned(),
        };
        let unit_line =
            if self.chance.percent(50) { format!("单位：{unit}") } else { format!("（单位：{unit}）") };
        self.line(Role::Caption, &caption);
        self.line(Role::Caption, &unit_line);

        let mut header = vec![(*corner).to_owned()];
        header.extend(columns.iter().map(|c| (*c).to_owned()));
        let mut grid = vec![header];
        // Figure indices by row; the total row last.
        let mut by_row: Vec<Vec<usize>> = Vec::new();
        for r in 0..=n {
            let base = if r < n { &amounts[r] } else { &totals };
            let mut cells: Vec<(i128, u32, &str)> = base.iter().map(|a| (*a, places, unit)).collect();
            match shape {
                Shape::Shares => cells.push((percent(base[0], totals[0], 2), 2, "%")),
                Shape::Rates => cells.push((percent(base[1], base[0], 2), 2, "%")),
                Shape::Growth => {
                    cells.push((base[1] - base[0], 2, unit));
                    cells.push((percent(base[1] - base[0], base[0], 2), 2, "%"));
                }
                Shape::Quarters => cells.push((base.iter().sum(), 0, unit)),
            }
            let label = if r < n { rows[r] } else { self.chance.pick(&["合计", "总计", "合  计"]) };
            let label = if self.chance.percent(90) { label.replace(' ', "") } else { label.to_owned() };
            let mut row = vec![label];
            let mut indices = Vec::new();
            for (c, (digits, places, unit)) in cells.into_iter().enumerate() {
                let mut figure = self.figure(digits, places, unit);
                figure.cell = Some((at, r + 1, c + 1));
                if figure.style == Style::Grouped && shape == Shape::Quarters {
                    figure.style = Style::Plain;
                }
                let (index, mark) = self.page.figure(figure);
                indices.push(index);
                row.push(mark.to_string());
            }
            by_row.push(indices);
            grid.push(row);
        }
        for c in 0..amounts[0].len() {
            let members = by_row.iter().map(|row| row[c]).collect();
            self.page.check(Relation::TableTotal, members);
        }
        for row in &by_row {
            match shape {
                Shape::Shares => self.page.check(Relation::Share, vec![row[0], by_row[n][0], row[1]]),
                Shape::Rates => self.page.check(Relation::Rate, vec![row[1], row[0], row[2]]),
                Shape::Growth => {
                    self.page.check(Relation::Difference, vec![row[1], row[0], row[2]]);
                    self.page.check(Relation::Growth, vec![row[1], row[0], row[3]]);
                }
                Shape::Quarters => self.page.check(Relation::TableTotal, row.clone()),
            }
        }
        if shape == Shape::Quarters {
            self.page.check(Relation::TableTotal, by_row.iter().map(|row| row[4]).collect());
        }
        let format = *self.chance.pick(&["pipe", "tab", "space"]);
        let text = self.table_lines(&grid, format);
        self.page.para(Role::Table, text);
        self.page.tables.push(Table { caption, unit: unit.to_owned(), format, rows: grid });
    }

    fn table_lines(&self, grid: &[Vec<String>], format: &str) -> String {
        // Columns of figures are as wide as the printed figures, not as their marks.
        let width = |cell: &str| -> usize {
            cell.chars()
                .map(|c| {
                    crate::page::figure_of(c)
                        .map_or_else(|| if c.is_ascii() { 1 } else { 2 }, |i| self.page.figures[i].number().len())
                })
                .sum()
        };
        let columns = grid[0].len();
        let widths: Vec<usize> =
            (0..columns).map(|c| grid.iter().map(|row| width(&row[c])).max().unwrap_or(0)).collect();
        let mut out = String::new();
        out.push(TABLE);
        for (r, row) in grid.iter().enumerate() {
            if r > 0 {
                out.push('\n');
            }
            match format {
                "pipe" => {
                    out.push_str("| ");
                    out.push_str(&row.join(" | "));
                    out.push_str(" |");
                    if r == 0 {
                        out.push_str("\n|");
                        out.push_str(&" --- |".repeat(columns));
                    }
                }
                "tab" => out.push_str(&row.join("\t")),
                _ => {
                    for (c, cell) in row.iter().enumerate() {
                        let fill = " ".repeat(widths[c] - width(cell));
                        if c == 0 {
                            out.push_str(cell);
                            out.push_str(&fill);
                        } else {
                            out.push_str("   ");
                            out.push_str(&fill);
                            out.push_str(cell);
                        }
                    }
                }
            }
        }
        out.push(TABLE_END);
        out
    }
}

/// The cells of a table as printed.
pub fn printed(table: &Table, figures: &[crate::figure::Figure]) -> Vec<Vec<String>> {
    let cell = |text: &String| -> String {
        text.chars().map(|c| crate::page::figure_of(c).map_or_else(|| c.to_string(), |i| figures[i].text())).collect()
    };
    debug_assert!(figure_mark(0) > TABLE_END);
    table.rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}
