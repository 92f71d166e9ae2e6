//! Indicators: what a label measures, as a code that is the same in every report.
//!
//! | label | code | remark |
//! | --- | --- | --- |
//! | `年初预算` `年初安排预算` `年初预算数` | `budget.initial` | |
//! | `地方一般公共预算收入` | `revenue.general` | 地方 says whose, not what |
//! | `全县财政拨款支出（含结转）` | `expenditure.appropriation` | a remark in parentheses is no part of it |
//! | `航空制造业增加值` | – | a part of an indicator is not the indicator |
//!
//! A label has a code where, without scope and remark, it *is* one of the spellings. One row = one more indicator.

use std::num::NonZeroU16;
use std::sync::LazyLock;

use super::rules::{self, Rules};
use super::trie::Trie;

/// An indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    /// Its code: lower case, dots and underscores.
    pub code: &'static str,
    /// Its usual name, the first of its spellings.
    pub name: &'static str,
    /// Other spellings, parted by blanks.
    pub synonyms: &'static str,
}

/// An indicator by its number: a large file has millions of figures, and each says which it is.
///
/// The built-in ones count up from 1, those of a user down from the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id(NonZeroU16);

impl Id {
    /// Of a row of the built-in table.
    fn built_in(row: usize) -> Option<Self> {
        NonZeroU16::new(u16::try_from(row + 1).ok()?).map(Self)
    }

    /// Of a row of the user's.
    fn own(row: usize) -> Option<Self> {
        let number = u16::MAX.checked_sub(u16::try_from(row).ok()?)?;
        NonZeroU16::new(number).filter(|n| usize::from(n.get()) > INDICATORS.len()).map(Self)
    }

    /// The indicator, given the rules that its document was read with.
    pub fn of(self, own: Option<&Rules>) -> Option<&Indicator> {
        let number = usize::from(self.0.get());
        let own = || own?.indicators().get(usize::from(u16::MAX) - number);
        INDICATORS.get(number - 1).or_else(own)
    }
}

const fn row(code: &'static str, name: &'static str, synonyms: &'static str) -> Indicator {
    Indicator { code, name, synonyms }
}

/// All indicators, public finance first.
pub const INDICATORS: &[Indicator] = &[
    // The budget and its execution.
    row(
        "budget.initial",
        "年初预算",
        "年初预算数 年初安排预算 年初安排预算数 年初部门预算 年初安排 年初预算安排 年初预算金额 年初预算安排数 年初批复预算 批复预算",
    ),
    row(
        "budget.annual",
        "全年预算数",
        "全年预算 全年安排预算 全年安排预算数 财政安排预算数 全年财政安排预算数 年度预算 年度预算数 预算数 预算安排数 当年预算 全年预算金额 预算金额",
    ),
    row(
        "budget.adjusted",
        "调整预算",
        "调整预算数 调整后预算 调整后预算数 预算调整数 变动预算 变动预算数 调整后预算金额 调整预算金额",
    ),
    row(
        "budget.executed",
        "执行数",
        "支出决算 支出决算数 决算数 预算执行数 实际支出 实际支出数 全年执行数 实际执行数 决算支出 执行金额 累计支出",
    ),
    row(
        "budget.execution_rate",
        "预算执行率",
        "执行率 预算完成率 完成预算 完成年初预算 完成调整预算 完成年度预算 完成全年预算 完成预算数 完成年初预算数 支出进度 预算支出进度 完成变动预算 完成全年预算数 执行进度 资金执行率 资金支付率 支付率 支付进度 支出率",
    ),
    row(
        "target.completion_rate",
        "指标完成率",
        "目标完成率 任务完成率 完成指标 完成目标 完成年度目标 完成任务 完成年度任务 完成目标任务 完成年度目标任务 计划完成率 完成计划 完成年度计划",
    ),
    row("budget.reserve", "预备费", "预备费预算 预备费支出"),
    row(
        "budget.stabilisation_fund",
        "预算稳定调节基金",
        "补充预算稳定调节基金 安排预算稳定调节基金 动用预算稳定调节基金 调入预算稳定调节基金 预算稳定调节基金余额",
    ),
    // Revenue by account and source.
    row("revenue.total", "收入总计", "总收入 收入合计 本年收入合计 本年收入 收入总额 部门总收入 本年收入总计"),
    row(
        "revenue_expenditure.total",
        "收入支出总计",
        "收支总计 收入支出决算总计 收支总额 收入、支出总计 年度收入支出总计",
    ),
    row("revenue.fiscal", "财政收入", "财政总收入 地方财政收入 财政总收入完成 公共财政总收入 财政一般预算总收入"),
    row(
        "revenue.general",
        "一般公共预算收入",
        "地方一般公共预算收入 一般预算收入 地方一般预算收入 公共财政预算收入 地方公共财政预算收入 公共财政收入 地方公共财政收入 一般公共预算财政收入 地方财政一般预算收入 一般公共财政收入",
    ),
    row(
        "revenue.fund",
        "政府性基金预算收入",
        "政府性基金收入 基金预算收入 地方政府性基金预算收入 政府性基金预算本级收入",
    ),
    row("revenue.capital", "国有资本经营预算收入", "国有资本经营收入 国资预算收入"),
    row("revenue.social_insurance", "社会保险基金预算收入", "社会保险基金收入 社保基金收入 社保基金预算收入"),
    row("revenue.tax", "税收收入", "地方税收收入 税收 各项税收收入 各项税收 税收总收入"),
    row("revenue.tax.vat", "增值税", "国内增值税 增值税收入"),
    row("revenue.tax.corporate_income", "企业所得税", "企业所得税收入"),
    row("revenue.tax.personal_income", "个人所得税", "个人所得税收入"),
    row("revenue.tax.consumption", "消费税", "国内消费税 消费税收入"),
    row("revenue.tax.urban_maintenance", "城市维护建设税", "城建税 城市维护建设税收入"),
    row("revenue.tax.deed", "契税", "契税收入"),
    row("revenue.tax.property", "房产税", "房产税收入"),
    row("revenue.tax.land_appreciation", "土地增值税", "土地增值税收入"),
    row("revenue.tax.land_use", "城镇土地使用税", "土地使用税"),
    row("revenue.tax.resource", "资源税", "资源税收入"),
    row("revenue.tax.stamp", "印花税", "印花税收入"),
    row("revenue.tax.farmland_occupation", "耕地占用税", "耕地占用税收入"),
    row("revenue.non_tax", "非税收入", "地方非税收入"),
    row("revenue.non_tax.fees", "行政事业性收费收入", "行政事业性收费"),
    row("revenue.non_tax.fines", "罚没收入", "罚没款收入"),
    row(
        "revenue.non_tax.assets",
        "国有资源（资产）有偿使用收入",
        "国有资源有偿使用收入 国有资产有偿使用收入 国有资源资产有偿使用收入",
    ),
    row(
        "revenue.land_transfer",
        "国有土地使用权出让收入",
        "土地出让收入 国有土地出让收入 土地出让金 国有土地使用权出让金收入 土地出让金收入",
    ),
    row("revenue.appropriation", "财政拨款收入", "本年财政拨款收入 财政拨款"),
    row("revenue.appropriation.general", "一般公共预算财政拨款收入", "一般公共预算财政拨款 一般公共预算拨款收入"),
    row("revenue.appropriation.fund", "政府性基金预算财政拨款收入", "政府性基金预算财政拨款 政府性基金财政拨款"),
    row("revenue.appropriation.capital", "国有资本经营预算财政拨款收入", "国有资本经营预算财政拨款"),
    row(
        "revenue_expenditure.appropriation",
        "财政拨款收入支出总计",
        "财政拨款收支总计 财政拨款收入支出决算总计 财政拨款收、支总计",
    ),
    row("revenue.superior_subsidy", "上级补助收入", "上级补助 上级补助资金 上级财政补助收入"),
    row("revenue.institution", "事业收入", "事业单位收入"),
    row("revenue.business", "经营收入", ""),
    row("revenue.affiliated", "附属单位上缴收入", "附属单位缴款"),
    row("revenue.other", "其他收入", "其他各项收入"),
    row("revenue.interest", "利息收入", ""),
    row("revenue.insurance_premium", "保险费收入", "社会保险费收入 保费收入"),
    row("revenue.fiscal_subsidy", "财政补贴收入", "财政补助收入"),
    row("revenue.transfer_in", "转移收入", "转移性收入"),
    row("revenue.moved_in", "调入资金", "调入资金收入"),
    // Expenditure by account, nature and function.
    row("expenditure.total", "支出总计", "总支出 支出合计 本年支出合计 本年支出 支出总额 部门总支出"),
    row("expenditure.fiscal", "财政支出", "地方财政支出 财政总支出"),
    row(
        "expenditure.general",
        "一般公共预算支出",
        "地方一般公共预算支出 一般预算支出 公共财政预算支出 公共预算支出 公共财政支出 地方一般预算支出 一般公共财政支出 财政一般预算支出",
    ),
    row("expenditure.fund", "政府性基金预算支出", "政府性基金支出 基金预算支出"),
    row("expenditure.capital", "国有资本经营预算支出", "国有资本经营支出"),
    row("expenditure.social_insurance", "社会保险基金预算支出", "社会保险基金支出 社保基金支出 社保基金预算支出"),
    row("expenditure.appropriation", "财政拨款支出", "本年财政拨款支出"),
    row(
        "expenditure.appropriation.general",
        "一般公共预算财政拨款支出",
        "一般公共预算财政拨款支出决算数 一般公共预算财政拨款支出决算",
    ),
    row("expenditure.appropriation.general.basic", "一般公共预算财政拨款基本支出", ""),
    row("expenditure.appropriation.fund", "政府性基金预算财政拨款支出", "政府性基金财政拨款支出"),
    row("expenditure.appropriation.capital", "国有资本经营预算财政拨款支出", ""),
    row("expenditure.basic", "基本支出", "基本支出合计"),
    row("expenditure.project", "项目支出", "项目支出合计"),
    row("expenditure.personnel", "人员经费", "人员支出 人员经费支出"),
    row("expenditure.public", "公用经费", "公用支出 日常公用经费 公用经费支出 日常公用支出"),
    row("expenditure.wages", "工资福利支出", ""),
    row("expenditure.goods_services", "商品和服务支出", ""),
    row("expenditure.households", "对个人和家庭的补助", "对个人和家庭的补助支出 对个人和家庭补助支出 对个人和家庭补助"),
    row("expenditure.capital_outlay", "资本性支出", "其他资本性支出"),
    row("expenditure.business", "经营支出", ""),
    row("expenditure.livelihood", "民生支出", "民生领域支出 财政民生支出"),
    row("expenditure.public_service", "一般公共服务支出", "一般公共服务"),
    row("expenditure.defence", "国防支出", ""),
    row("expenditure.public_security", "公共安全支出", ""),
    row("expenditure.education", "教育支出", "财政教育支出 一般公共预算教育支出"),
    row("expenditure.science", "科学技术支出", "科技支出 财政科技支出"),
    row("expenditure.culture", "文化旅游体育与传媒支出", "文化体育与传媒支出 文化旅游体育传媒支出"),
    row("expenditure.social_security", "社会保障和就业支出", "社会保障支出"),
    row("expenditure.health", "卫生健康支出", "医疗卫生支出 医疗卫生与计划生育支出"),
    row("expenditure.environment", "节能环保支出", ""),
    row("expenditure.community", "城乡社区支出", "城乡社区事务支出"),
    row("expenditure.agriculture", "农林水支出", "农林水事务支出"),
    row("expenditure.transport", "交通运输支出", ""),
    row("expenditure.natural_resources", "自然资源海洋气象等支出", "自然资源支出"),
    row("expenditure.housing", "住房保障支出", ""),
    row("expenditure.grain", "粮油物资储备支出", ""),
    row("expenditure.emergency", "灾害防治及应急管理支出", ""),
    row("expenditure.interest", "债务付息支出", "债务利息支出"),
    row("expenditure.principal", "债务还本支出", "债务还本"),
    row("expenditure.moved_out", "调出资金", "调出资金支出"),
    // Balances.
    row(
        "carryover.previous",
        "上年结转",
        "上年结转收入 上年结余 上年结余收入 上年结转和结余 年初结转和结余 上年结转资金 上年结转结余 年初结转",
    ),
    row(
        "carryover.closing",
        "年末结转和结余",
        "结转下年 结转下年支出 年末结转 年终结转 年终结余 结转和结余 年末结余 结转结余 年末结转结余 结转下年使用",
    ),
    row("carryover.closing.appropriation", "财政拨款年末结转和结余", "年末财政拨款结转和结余 财政拨款结转和结余"),
    row("carryover.closing.other", "非财政拨款年末结转和结余", "非财政拨款结余 非财政拨款结转和结余"),
    row("surplus.year", "当年收支结余", "本年收支结余 当年结余 本年结余 收支结余 当期结余"),
    row("surplus.cumulative", "年末滚存结余", "滚存结余 累计结余 年末累计结余 滚存结余资金"),
    // 三公 expenses, operating expenses, procurement, assets.
    row(
        "three_public.total",
        "“三公”经费",
        "“三公”经费支出 “三公”经费财政拨款支出 “三公”经费财政拨款支出决算数 “三公”经费合计 “三公”经费支出决算数 “三公”经费支出决算",
    ),
    row(
        "three_public.abroad",
        "因公出国（境）费",
        "因公出国（境）费用 因公出国（境）费支出 因公出国（境）经费 因公出国（境）支出",
    ),
    row(
        "three_public.vehicles",
        "公务用车购置及运行维护费",
        "公务用车购置及运行费 公务用车购置和运行费 公务用车购置及运行维护费支出 公务用车购置及运行费支出 公务用车费",
    ),
    row("three_public.vehicles.purchase", "公务用车购置费", "公务用车购置 公务用车购置支出 公务用车购置费支出"),
    row(
        "three_public.vehicles.running",
        "公务用车运行维护费",
        "公务用车运行费 公务用车运行维护费支出 公务用车运行维护支出 公车运行维护费",
    ),
    row("three_public.reception", "公务接待费", "公务接待费支出 公务接待支出 国内公务接待费 国内公务接待支出"),
    row("operating.agency", "机关运行经费", "机关运行经费支出 机关运行经费财政拨款支出"),
    row("operating.meetings", "会议费", "会议费支出"),
    row("operating.training", "培训费", "培训费支出"),
    row(
        "procurement.total",
        "政府采购支出总额",
        "政府采购支出 政府采购总额 政府采购金额 采购金额 政府采购额 政府采购规模",
    ),
    row("procurement.goods", "政府采购货物支出", "货物支出"),
    row("procurement.works", "政府采购工程支出", "工程支出"),
    row("procurement.services", "政府采购服务支出", "服务支出"),
    row("procurement.sme", "授予中小企业合同金额", "中小企业合同金额"),
    row("procurement.micro", "授予小微企业合同金额", "小微企业合同金额"),
    row("assets.vehicles", "车辆", "公务用车保有量 共有车辆 公务用车"),
    row("assets.total", "资产总额", "总资产 资产总计"),
    row("liabilities.total", "负债总额", "总负债 负债合计"),
    row("liabilities.ratio", "资产负债率", ""),
    // Debt.
    row("debt.balance", "政府债务余额", "地方政府债务余额 债务余额 政府性债务余额"),
    row("debt.balance.general", "一般债务余额", "政府一般债务余额 地方政府一般债务余额"),
    row("debt.balance.special", "专项债务余额", "政府专项债务余额 地方政府专项债务余额"),
    row("debt.limit", "政府债务限额", "地方政府债务限额 债务限额"),
    row("debt.limit.general", "一般债务限额", "政府一般债务限额"),
    row("debt.limit.special", "专项债务限额", "政府专项债务限额"),
    row("debt.limit.new", "新增政府债务限额", "新增债务限额 新增地方政府债务限额"),
    row("debt.limit.new.general", "新增一般债务限额", "新增一般债券额度 新增一般债务"),
    row("debt.limit.new.special", "新增专项债务限额", "新增专项债券额度 新增专项债务"),
    row("debt.bonds", "地方政府债券", "政府债券 债券资金"),
    row("debt.bonds.new", "新增政府债券", "新增债券 新增债券资金 新增地方政府债券"),
    row("debt.bonds.general", "一般债券", "新增一般债券 地方政府一般债券 新增一般债券资金"),
    row("debt.bonds.special", "专项债券", "新增专项债券 地方政府专项债券 新增专项债券资金 专项债券资金"),
    row("debt.bonds.refinancing", "再融资债券", "再融资债券资金"),
    row("debt.bonds.treasury_long", "超长期特别国债", "超长期特别国债资金"),
    row("debt.income", "债务收入", "债务转贷收入 地方政府债务转贷收入"),
    // Transfers between governments.
    row("transfer.payments", "转移支付", "转移支付收入 上级转移支付 转移支付资金 中央转移支付 转移支付补助"),
    row("transfer.general", "一般性转移支付", "一般性转移支付收入 一般性转移支付资金"),
    row("transfer.special", "专项转移支付", "专项转移支付收入 专项转移支付资金"),
    row("transfer.balancing", "均衡性转移支付", ""),
    row("transfer.tax_rebate", "税收返还", "返还性收入 税收返还收入"),
    row("transfer.shared", "共同财政事权转移支付", ""),
    row("transfer.upward", "上解支出", "上解上级支出 上解中央支出"),
    row("transfer.downward", "对下转移支付", "补助下级支出 对县区转移支付"),
    row("fiscal.deficit", "财政赤字", ""),
    row("fiscal.deficit.central", "中央财政赤字", ""),
    row("fiscal.deficit_rate", "赤字率", "财政赤字率"),
    row("fiscal.relief", "减税降费", "新增减税降费"),
    row("expenditure.three_guarantees", "“三保”支出", ""),
    row("debt.onlent", "债务转贷支出", "地方政府债务转贷支出"),
    row("debt.hidden", "隐性债务", "政府隐性债务 地方政府隐性债务"),
    row("debt.bonds.swap", "置换债券", ""),
    row("transfer.from_below", "下级上解收入", "下级上解"),
    // The economy.
    row("gdp", "地区生产总值", "国内生产总值 生产总值 GDP 全省生产总值 地区生产总值（GDP） 地方生产总值"),
    row("gdp.per_capita", "人均地区生产总值", "人均生产总值 人均国内生产总值 人均GDP"),
    row("gdp.primary", "第一产业增加值", "一产增加值"),
    row("gdp.secondary", "第二产业增加值", "二产增加值"),
    row("gdp.tertiary", "第三产业增加值", "三产增加值"),
    row("gdp.structure", "三次产业结构", "三次产业比例 三次产业结构比 三次产业比重 三次产业增加值结构"),
    row("gdp.agriculture", "农林牧渔业增加值", ""),
    row("gdp.industry", "工业增加值", "全部工业增加值"),
    row("gdp.industry.large", "规模以上工业增加值", "规上工业增加值"),
    row("gdp.construction", "建筑业增加值", ""),
    row("gdp.services", "服务业增加值", ""),
    row("gdp.finance", "金融业增加值", ""),
    row("gdp.wholesale_retail", "批发和零售业增加值", ""),
    row("gdp.transport", "交通运输、仓储和邮政业增加值", ""),
    row("gdp.hospitality", "住宿和餐饮业增加值", ""),
    row("gdp.real_estate", "房地产业增加值", ""),
    row("gdp.digital", "数字经济核心产业增加值", ""),
    row("gdp.industry.high_tech", "高技术制造业增加值", "规模以上高技术制造业增加值 规上高技术制造业增加值"),
    row("gdp.industry.equipment", "装备制造业增加值", "规模以上装备制造业增加值 规上装备制造业增加值"),
    row("gdp.high_tech", "高新技术产业增加值", ""),
    row("gdp.private", "民营经济增加值", "非公有制经济增加值"),
    row("agriculture.industry.output", "工农业总产值", ""),
    row("agriculture.farmland.high_standard", "高标准农田", "高标准农田面积"),
    row("agriculture.grain.capacity", "粮食综合生产能力", ""),
    row("agriculture.oil.area", "油料种植面积", "油料播种面积"),
    row("agriculture.pork.output", "猪肉产量", ""),
    row("agriculture.pigs.stock", "生猪存栏", "生猪存栏量"),
    row("agriculture.cooperatives", "农民专业合作社", "农民合作社"),
    row("industry.output", "工业总产值", ""),
    row("industry.profit_rate", "营业收入利润率", "规模以上工业企业营业收入利润率"),
    row("industry.steel.output", "粗钢产量", "钢产量"),
    row("industry.coal.output", "原煤产量", ""),
    row("industry.cement.output", "水泥产量", ""),
    row("industry.vehicles.new_energy", "新能源汽车产量", ""),
    row("industry.robots.output", "工业机器人产量", ""),
    row("industry.firms.specialised", "专精特新企业", "专精特新中小企业 省级专精特新中小企业"),
    row("industry.firms.little_giants", "专精特新“小巨人”企业", "国家级专精特新“小巨人”企业 国家专精特新“小巨人”企业"),
    row("energy.generation", "发电量", "全年发电量"),
    row("energy.capacity", "发电装机容量", "电力装机容量 发电总装机容量"),
    row("investment.central_budget", "中央预算内投资", "中央预算内投资资金"),
    row("transport.rural_roads", "农村公路", "农村公路里程"),
    row("transport.road.freight", "公路货运量", ""),
    row("transport.cars", "民用汽车保有量", "民用汽车拥有量 汽车保有量"),
    row("post.revenue", "快递业务收入", ""),
    row("telecom.base_stations", "5G基站", ""),
    row("telecom.mobile_users", "移动电话用户", "移动电话用户数"),
    row("finance.listed_companies", "上市公司", "境内上市公司 境内外上市公司"),
    row("finance.premiums", "原保险保费收入", "保险公司原保险保费收入"),
    row("finance.startup_loans", "创业担保贷款", "小额担保贷款"),
    row("finance.foreign_reserves", "国家外汇储备", "外汇储备"),
    row("agriculture.output", "农林牧渔业总产值", "农业总产值"),
    row("agriculture.grain.output", "粮食总产量", "粮食产量 全年粮食总产量"),
    row("agriculture.grain.area", "粮食种植面积", "粮食播种面积 粮食作物播种面积 粮食作物种植面积"),
    row("agriculture.oil.output", "油料产量", "油料总产量"),
    row("agriculture.cotton.output", "棉花产量", ""),
    row("agriculture.vegetables.output", "蔬菜产量", "蔬菜及食用菌产量"),
    row("agriculture.fruit.output", "水果产量", "园林水果产量"),
    row("agriculture.meat.output", "肉类总产量", "肉类产量 猪牛羊禽肉产量"),
    row("agriculture.pigs.slaughtered", "生猪出栏", "生猪出栏量"),
    row("agriculture.aquatic.output", "水产品产量", "水产品总产量"),
    row("industry.output.large", "规模以上工业总产值", "规上工业总产值"),
    row("industry.firms.large", "规模以上工业企业", "规上工业企业"),
    row("industry.revenue", "营业收入", "主营业务收入 规模以上工业企业营业收入"),
    row("industry.profit", "利润总额", "规模以上工业企业利润 规模以上工业企业利润总额"),
    row("industry.sales_rate", "产品销售率", "产销率"),
    row("industry.exports", "出口交货值", ""),
    row("construction.output", "建筑业总产值", ""),
    row("energy.electricity", "全社会用电量", "用电量"),
    row("energy.electricity.industry", "工业用电量", ""),
    row(
        "investment.fixed",
        "固定资产投资",
        "固定资产投资额 固定资产投资总额 全社会固定资产投资 固定资产投资（不含农户） 全社会固定资产投资总额 固定资产投资完成额 全社会固定资产投资额",
    ),
    row("investment.industry", "工业投资", "工业固定资产投资"),
    row("investment.infrastructure", "基础设施投资", ""),
    row("investment.real_estate", "房地产开发投资", ""),
    row("investment.private", "民间投资", "民间固定资产投资"),
    row("investment.primary", "第一产业投资", ""),
    row("investment.secondary", "第二产业投资", ""),
    row("investment.tertiary", "第三产业投资", ""),
    row("investment.high_tech", "高技术产业投资", ""),
    row("investment.manufacturing", "制造业投资", ""),
    row("investment.technology", "工业技术改造投资", "技改投资 工业技改投资 技术改造投资"),
    row("housing.sales.area", "商品房销售面积", ""),
    row("housing.sales.value", "商品房销售额", ""),
    row("retail.total", "社会消费品零售总额", "社会消费品零售额 全社会消费品零售总额 社会商品零售总额"),
    row("retail.urban", "城镇消费品零售额", "城镇社会消费品零售额"),
    row("retail.rural", "乡村消费品零售额", ""),
    row("retail.goods", "商品零售额", "商品零售 商品销售额"),
    row("retail.catering", "餐饮收入", "餐饮收入额"),
    row("retail.online", "网上零售额", "网络零售额 实物商品网上零售额"),
    row(
        "trade.total",
        "进出口总额",
        "货物进出口总额 外贸进出口总额 进出口总值 外贸进出口总值 外贸进出口 货物进出口 进出口贸易总额 对外贸易总额 海关进出口总额",
    ),
    row("trade.exports", "出口总额", "出口额 出口 货物出口 出口总值"),
    row("trade.imports", "进口总额", "进口额 进口 货物进口 进口总值"),
    row("fdi.used", "实际使用外资", "实际利用外资 实际利用外商直接投资 实际到位外资 实际使用外资金额 实际利用外资金额"),
    row("fdi.outward", "对外直接投资", "地方企业对外实际投资 对外实际投资"),
    row("investment.attracted", "招商引资到位资金", "实际到位资金 到位内资 实际到位内资 省外到位资金"),
    row("price.cpi", "居民消费价格", "居民消费价格指数 居民消费价格总水平 CPI"),
    row("price.ppi", "工业生产者出厂价格", "PPI 工业生产者出厂价格指数"),
    row("price.ppi.purchase", "工业生产者购进价格", ""),
    row("price.retail", "商品零售价格", "商品零售价格指数"),
    row(
        "tourism.visitors",
        "旅游接待人数",
        "接待游客 接待国内外游客 旅游接待人次 国内旅游人数 接待游客人次 接待旅游者 游客接待量",
    ),
    row("tourism.revenue", "旅游收入", "旅游总收入 旅游综合收入 国内旅游收入 游客总花费"),
    row("transport.road.length", "公路通车里程", "公路通车总里程 公路里程 公路总里程"),
    row("transport.expressway.length", "高速公路通车里程", "高速公路里程 高速公路通车总里程"),
    row("transport.freight", "货运量", "货物运输量 货运总量"),
    row("transport.passengers", "客运量", "旅客运输量"),
    row("post.parcels", "快递业务量", "快递服务企业业务量"),
    row("telecom.volume", "电信业务总量", ""),
    row(
        "finance.deposits",
        "各项存款余额",
        "金融机构各项存款余额 金融机构人民币各项存款余额 人民币各项存款余额 金融机构本外币各项存款余额 本外币各项存款余额 存款余额",
    ),
    row(
        "finance.loans",
        "各项贷款余额",
        "金融机构各项贷款余额 金融机构人民币各项贷款余额 人民币各项贷款余额 金融机构本外币各项贷款余额 本外币各项贷款余额 贷款余额 金融机构人民币贷款余额",
    ),
    row("finance.household_deposits", "住户存款", "住户存款余额 城乡居民储蓄存款余额 居民储蓄存款余额"),
    row("finance.npl_rate", "不良贷款率", ""),
    row("market.entities", "市场主体", "经营主体 各类市场主体 各类经营主体"),
    row(
        "market.entities.new",
        "新登记市场主体",
        "新增市场主体 新登记经营主体 新增经营主体 新登记各类经营主体 新登记各类市场主体",
    ),
    // Society.
    row("income.disposable", "居民人均可支配收入", "人均可支配收入 全体居民人均可支配收入"),
    row("income.disposable.urban", "城镇居民人均可支配收入", "城镇常住居民人均可支配收入 城镇居民可支配收入"),
    row(
        "income.disposable.rural",
        "农村居民人均可支配收入",
        "农村常住居民人均可支配收入 农民人均可支配收入 农牧民人均可支配收入",
    ),
    row("income.net.rural", "农民人均纯收入", "农村居民人均纯收入 农牧民人均纯收入"),
    row("income.wage.average", "平均工资", "年平均工资 城镇非私营单位就业人员年平均工资 在岗职工平均工资"),
    row("spending.per_capita", "居民人均消费支出", "人均消费支出 人均生活消费支出"),
    row("spending.per_capita.urban", "城镇居民人均消费支出", "城镇居民人均生活消费支出"),
    row("spending.per_capita.rural", "农村居民人均消费支出", "农村居民人均生活消费支出"),
    row("spending.engel", "恩格尔系数", "居民恩格尔系数"),
    row(
        "employment.new",
        "城镇新增就业",
        "新增就业 城镇新增就业人数 城镇新增就业人员 新增城镇就业 新增就业人数 城镇新增就业人口",
    ),
    row("employment.reemployed", "失业人员再就业", "城镇失业人员再就业 下岗失业人员再就业 再就业"),
    row("employment.difficult", "就业困难人员就业", "就业困难人员实现就业 困难人员就业"),
    row("employment.unemployment_rate", "城镇登记失业率", "登记失业率"),
    row("employment.surveyed_unemployment_rate", "城镇调查失业率", "调查失业率"),
    row("employment.migrated", "农村劳动力转移就业", "转移就业 农村转移劳动力 农村富余劳动力转移就业"),
    row("population.resident", "常住人口", "年末常住人口"),
    row("population.registered", "户籍人口", "年末户籍人口 户籍总人口"),
    row("population.total", "总人口", "年末总人口"),
    row("population.urban", "城镇人口", "城镇常住人口"),
    row("population.rural", "乡村人口", "乡村常住人口"),
    row("population.urbanisation", "城镇化率", "常住人口城镇化率 户籍人口城镇化率"),
    row("population.births", "出生人口", ""),
    row("population.deaths", "死亡人口", ""),
    row("population.birth_rate", "出生率", "人口出生率"),
    row("population.death_rate", "死亡率", "人口死亡率"),
    row("population.growth_rate", "人口自然增长率", "自然增长率"),
    row("population.life_expectancy", "人均预期寿命", "平均预期寿命"),
    row("education.students", "在校生", "在校学生 在校学生数"),
    row("education.enrolled", "招生", "招生人数 招生数"),
    row("education.teachers", "专任教师", "专任教师数"),
    row("education.preschool_rate", "学前教育毛入园率", "学前三年毛入园率"),
    row("education.consolidation_rate", "九年义务教育巩固率", "义务教育巩固率"),
    row("education.senior_rate", "高中阶段毛入学率", "高中阶段教育毛入学率"),
    row("education.higher_rate", "高等教育毛入学率", ""),
    row("health.beds", "卫生机构床位", "医疗卫生机构床位 床位 医疗机构床位 医疗卫生机构床位数"),
    row("health.institutions", "卫生机构", "医疗卫生机构 卫生医疗机构"),
    row("health.technicians", "卫生技术人员", ""),
    row("health.doctors", "执业（助理）医师", "执业医师和执业助理医师 执业医师 执业助理医师"),
    row("health.nurses", "注册护士", ""),
    row(
        "insurance.pension.employees",
        "城镇职工基本养老保险参保人数",
        "参加城镇职工基本养老保险人数 企业职工基本养老保险参保人数",
    ),
    row("insurance.pension.residents", "城乡居民基本养老保险参保人数", "参加城乡居民基本养老保险人数"),
    row("insurance.medical", "基本医疗保险参保人数", "参加基本医疗保险人数 基本医保参保人数"),
    row("insurance.unemployment", "失业保险参保人数", "参加失业保险人数"),
    row("insurance.injury", "工伤保险参保人数", "参加工伤保险人数"),
    row("welfare.minimum.urban", "城市居民最低生活保障人数", "城市低保对象 城市低保人数"),
    row("welfare.minimum.rural", "农村居民最低生活保障人数", "农村低保对象 农村低保人数"),
    row("housing.affordable", "保障性住房", "保障性安居工程住房 保障性租赁住房"),
    row("housing.shantytown", "棚户区改造", "棚户区住房改造 改造棚户区"),
    row("housing.old_quarters", "老旧小区改造", "城镇老旧小区改造 改造城镇老旧小区 改造老旧小区"),
    row("poverty.population", "贫困人口", "农村贫困人口 建档立卡贫困人口"),
    row("poverty.lifted", "脱贫人口", "减贫人口"),
    row(
        "science.rd",
        "研究与试验发展经费",
        "研发经费 研发经费支出 全社会研发经费投入 研究与试验发展（R&D）经费 R&D经费 全社会研发投入 全社会研发经费",
    ),
    row(
        "science.rd_intensity",
        "研发经费投入强度",
        "研发投入强度 全社会研发投入强度 研究与试验发展经费投入强度 全社会研发经费投入强度",
    ),
    row("science.patents.granted", "专利授权量", "授权专利 专利授权"),
    row("science.patents.invention", "有效发明专利", "发明专利 发明专利拥有量 发明专利授权量"),
    row("science.high_tech_firms", "高新技术企业", "国家高新技术企业"),
    row("science.contracts", "技术合同成交额", "技术合同成交金额 技术合同登记成交额"),
    row("environment.forest_cover", "森林覆盖率", ""),
    row("environment.air_good_days", "空气质量优良天数", "优良天数 环境空气质量优良天数"),
    row(
        "environment.air_good_rate",
        "空气质量优良天数比例",
        "空气质量优良率 优良天数比例 空气质量优良天数比率 空气优良率",
    ),
    row("environment.pm25", "PM2.5平均浓度", "PM2.5浓度 细颗粒物平均浓度 PM2.5年均浓度 细颗粒物浓度"),
    row(
        "environment.energy_intensity",
        "单位地区生产总值能耗",
        "万元地区生产总值能耗 单位GDP能耗 万元GDP能耗 单位生产总值能耗",
    ),
    row("environment.sewage_rate", "污水处理率", "城市污水处理率 城镇污水处理率"),
    row("environment.waste_rate", "生活垃圾无害化处理率", "垃圾无害化处理率"),
    row("income.disposable.both", "城乡居民人均可支配收入", ""),
    row("income.wages", "工资性收入", "人均工资性收入"),
    row("income.operating", "经营净收入", "人均经营净收入"),
    row("income.property", "财产净收入", "人均财产净收入"),
    row("income.transfer", "转移净收入", "人均转移净收入"),
    row("employment.training", "职业技能培训", ""),
    row("education.places", "新增学位", "新增义务教育学位 新增中小学学位"),
    row("education.kindergartens", "幼儿园", ""),
    row("health.township", "乡镇卫生院", ""),
    row("health.village", "村卫生室", ""),
    row("welfare.minimum.standard", "城乡低保标准", "城乡居民最低生活保障标准"),
    row("welfare.homes", "养老机构", ""),
    row("welfare.beds.nursing", "护理型床位", "养老机构护理型床位"),
    row("welfare.childcare", "婴幼儿托位", "婴幼儿托位数 托位"),
    row("culture.libraries", "公共图书馆", ""),
    row("culture.centres", "文化馆", "群众文化馆"),
    row("culture.museums", "博物馆", ""),
    row("science.small_firms", "科技型中小企业", ""),
    row("science.laboratories", "重点实验室", "国家重点实验室 省级重点实验室"),
    row("science.patents.per_10000", "每万人高价值发明专利拥有量", "每万人口高价值发明专利拥有量"),
    row("environment.afforestation", "造林面积", "营造林面积 人工造林面积 造林绿化面积"),
    row("environment.rainfall", "降水量", "年降水量 平均降水量"),
    row("water.use", "总用水量", "用水总量 全社会用水量"),
    row("water.use.industry", "工业用水", "工业用水量"),
    row("water.use.domestic", "生活用水", "生活用水量"),
    row("water.use.agriculture", "农业用水", "农业用水量"),
    row("water.rural_supply", "农村自来水普及率", ""),
    row("safety.losses", "直接经济损失", ""),
    row("society.petitions", "信访总量", ""),
    row("staff.administrative", "行政编制", ""),
    row("staff.institution", "事业编制", "事业编制人员"),
    row("safety.accidents", "生产安全事故", "安全生产事故 各类生产安全事故"),
    // Accounts of institutions and companies, wages and offices.
    row("revenue.appropriation.other_level", "非同级财政拨款收入", "非同级财政拨款"),
    row("expenditure.to_superiors", "上缴上级支出", ""),
    row("expenditure.to_affiliates", "对附属单位补助支出", "对附属单位补助"),
    row("expenditure.to_enterprises", "对企业补助", "对企业补助支出"),
    row("surplus.used", "使用非财政拨款结余", "使用非财政拨款结余（含专用结余）"),
    row("surplus.distributed", "结余分配", ""),
    row("wages.basic", "基本工资", ""),
    row("wages.allowances", "津贴补贴", ""),
    row("wages.performance", "绩效工资", ""),
    row("wages.housing_fund", "住房公积金", ""),
    row("expenses.office", "办公费", ""),
    row("expenses.travel", "差旅费", ""),
    row("three_public.reception.groups", "公务接待批次", "国内公务接待批次"),
    row("three_public.reception.persons", "公务接待人次", "国内公务接待人次"),
    row("three_public.abroad.groups", "出国团组", "因公出国（境）团组 出国（境）团组"),
    row("assets.fixed", "固定资产", "固定资产净值"),
    row("assets.current", "流动资产", ""),
    row("assets.intangible", "无形资产", ""),
    row("company.equity", "所有者权益", "所有者权益总额 净资产"),
    row("company.net_profit", "净利润", ""),
    row("company.costs", "营业成本", ""),
    row("tax.vehicle_vessel", "车船税", ""),
    row("tax.environment", "环境保护税", "环保税"),
    row("tax.vehicle_purchase", "车辆购置税", ""),
    row("revenue.education_surcharge", "教育费附加收入", "教育费附加"),
    row("debt.ratio", "债务率", "政府债务率"),
    row("hospital.revenue", "医疗收入", ""),
    row("hospital.revenue.outpatient", "门诊收入", "门急诊收入"),
    row("hospital.revenue.inpatient", "住院收入", ""),
    row("hospital.revenue.drugs", "药品收入", ""),
    row("hospital.drug_share", "药占比", ""),
    row("hospital.bed_use", "病床使用率", "床位使用率"),
    row("hospital.stay", "平均住院日", "平均住院天数 出院患者平均住院日"),
    row("hospital.visits", "门急诊人次", "门诊人次 门急诊量 门急诊总量"),
    row("income.national", "国民总收入", "国民总收入（GNI）"),
    row("labour.productivity", "全员劳动生产率", "劳动生产率"),
    row("labour.employed", "就业人员", "全国就业人员 就业人员总量"),
    row("labour.migrants", "农民工总量", ""),
    row("labour.migrants.away", "外出农民工", ""),
    row("trade.surplus", "货物进出口顺差", "贸易顺差 进出口顺差"),
    row("trade.services", "服务进出口总额", "服务进出口额 服务进出口"),
    row("trade.services.exports", "服务出口", "服务出口额"),
    row("trade.services.imports", "服务进口", "服务进口额"),
    row("safety.deaths", "死亡人数", ""),
];

/// The indicator of a label that is, without scope, remark and white space, one of the spellings; also of the
/// [`rules`] that hold here.
pub fn of(label: &str) -> Option<Id> {
    spelled(label).or_else(|| spelled(&folded(label)?))
}

/// With the signs of the table, and without the rank of an account: `因公出国(境)费` `三公经费` `教育（类）支出`.
fn folded(label: &str) -> Option<String> {
    const RANKS: [&str; 3] = ["（类）", "（款）", "（项）"];
    // Most labels have none of these signs.
    if !label.contains(['(', '"', '（', '三']) {
        return None;
    }
    let signs = label.bytes().any(|b| matches!(b, b'(' | b'"'));
    let bare = label.contains("三公经费") || label.contains("‘三公’");
    if !signs && !bare && !RANKS.iter().any(|r| label.contains(r)) {
        return None;
    }
    let mut folded =
        label.replace('(', "（").replace(')', "）").replace("\"三公\"", "“三公”").replace("‘三公’", "“三公”");
    folded = folded.replace("三公经费", "“三公”经费");
    for rank in RANKS {
        folded = folded.replace(rank, "");
    }
    (folded != label).then_some(folded)
}

/// The indicator of a label as it is spelled.
fn spelled(label: &str) -> Option<Id> {
    let mut label = label;
    for _ in 0..4 {
        let found = number(label).and_then(Id::built_in).or_else(|| Id::own(rules::current()?.indicator(label)?));
        if found.is_some() {
            return found;
        }
        let bare = without_remark(label);
        let shorter = without_scope(bare).unwrap_or(bare);
        if shorter.len() == label.len() || shorter.is_empty() {
            return None;
        }
        label = shorter;
    }
    None
}

/// The indicator of a spelling in the built-in table.
pub(super) fn built_in(spelling: &str) -> Option<&'static Indicator> {
    INDICATORS.get(number(spelling)?)
}

/// Its row in the built-in table.
fn number(spelling: &str) -> Option<usize> {
    INDEX.get(spelling).map(|row| row as usize)
}

/// Without a scope at its beginning, where it has one.
fn without_scope(label: &str) -> Option<&str> {
    // Few labels have one: a look at the first character tells most of them.
    let first = label.chars().next()?;
    if !matches!(first, '全' | '市' | '省' | '县' | '区' | '州' | '本' | '地' | '当' | '年' | '其') {
        return None;
    }
    SCOPES.iter().find_map(|s| label.strip_prefix(s))
}

/// Words before a name that say whose it is or of when, not what.
pub const SCOPES: [&str; 26] = [
    "部门",
    "州本级",
    "全市",
    "全省",
    "全区",
    "全县",
    "全州",
    "全国",
    "全旗",
    "市本级",
    "省本级",
    "县本级",
    "区本级",
    "本级",
    "市级",
    "省级",
    "县级",
    "区级",
    "州级",
    "地方",
    "本年",
    "当年",
    "全年",
    "年末",
    "年度",
    "其中",
];

/// Without a parenthesis at the end.
fn without_remark(label: &str) -> &str {
    let open = if label.ends_with('）') {
        label.rfind('（')
    } else if label.ends_with(')') {
        label.rfind('(')
    } else {
        None
    };
    open.map_or(label, |i| &label[..i])
}

/// The spellings; the number of each is its row.
static INDEX: LazyLock<Trie> = LazyLock::new(|| {
    let mut index = Trie::default();
    for (row, indicator) in INDICATORS.iter().enumerate() {
        for spelling in spellings(indicator) {
            index.insert(spelling, row as u32);
        }
    }
    index
});

/// All spellings of an indicator, its name first; that may be empty where a user only adds to a built-in one.
pub fn spellings(indicator: &Indicator) -> impl Iterator<Item = &'static str> {
    std::iter::once(indicator.name).filter(|name| !name.is_empty()).chain(indicator.synonyms.split_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_spelling_stands_once() {
        let mut seen = HashMap::new();
        for indicator in INDICATORS {
            for spelling in spellings(indicator) {
                if let Some(other) = seen.insert(spelling, indicator.code) {
                    panic!("{spelling} is in {other} and {}", indicator.code);
                }
            }
        }
    }

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut codes: Vec<_> = INDICATORS.iter().map(|i| i.code).collect();
        assert!(codes.len() >= 120);
        codes.sort_unstable();
        assert!(codes.windows(2).all(|w| w[0] != w[1]), "a code stands twice");
        assert!(
            codes.iter().all(|c| c.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._".contains(&b)))
        );
    }

    #[test]
    fn what_is_hashed_of_the_table_is_what_was_always_hashed() {
        let first = r#"Indicator { code: "budget.initial", name: "年初预算", synonyms: "#;
        assert!(format!("{:?}", INDICATORS[0]).starts_with(first));
        for text in INDICATORS.iter().flat_map(|i| [i.code, i.name, i.synonyms]) {
            assert_eq!(format!("{text:?}"), format!("\"{text}\""));
        }
    }

    #[test]
    fn scope_and_remark_do_not_hide_an_indicator_and_a_part_is_none() {
        let code = |label| of(label).and_then(|id| id.of(None)).map(|indicator| indicator.code);
        assert_eq!(code("全县地方一般公共预算收入"), Some("revenue.general"));
        assert_eq!(code("其他收入（同级非财政部门拨款）"), Some("revenue.other"));
        assert_eq!(code("住房保障支出（类）"), Some("expenditure.housing"));
        assert_eq!(of("航空制造业增加值"), None);
        assert_eq!(of("社区活动"), None);
    }
}
