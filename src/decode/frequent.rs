//! The characters that make up most of any Chinese report, as sets that can be asked by code unit.
//!
//! | set | asked with | remark |
//! | --- | --- | --- |
//! | [`Frequent::unicode`] | a UTF-16 unit | for UTF-16, and to see whether a decoded text is Chinese at all |
//! | [`Frequent::gb`] | a pair of bytes | simplified, traditional and punctuation as GB18030 spells them |
//! | [`Frequent::big5`] | a pair of bytes | traditional, punctuation and what Big5 has of the simplified ones |
//!
//! The two files beside this one hold the lists as these encodings spell them, pair after pair: to look up two thousand
//! characters in the encoders would take longer than to read a report.
//!
//! They cover nine characters out of ten of a report. Read in the wrong encoding a text hits these sets in one pair out
//! of twenty, which is what [`super::detect`] lives by.

use std::sync::LazyLock;

/// Punctuation of both scripts.
const SIGNS: &str = "，。、；：？！（）《》“”‘’「」『』〔〕【】—…·％　－～／①②③④⑤⑥０１２３４５６７８９．";

/// Frequent in simplified text; those that are the same in traditional text are here too.
const SIMPLIFIED: &str = "\
的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种\
面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本\
去把性好应开它合还因由其些然前外天政四日社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或\
但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次\
品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必\
战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收\
证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马\
节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断\
深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候\
毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液\
官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供\
河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯\
负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换\
未跑留钢曾端责站简述钱副尽帝射草冲承独令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客\
袁冷胜绝析块剂测丝协诉念陈仍罗盐友洋错苦夜刑移频逐靠混母短皮终聚汽村云哪既距卫停烈央察烧迅境若印洲刻\
括激孔搞甚室待核校散侵吧甲游久菜味旧模湖货损预阻毫普稳乙妈植息扩银语挥酒守拿序纸医缺雨吗针刘啊急唱误\
训愿审附获茶鲜粮斤孩脱硫肥善龙演父渐血欢械掌歌沙刚攻谓盾讨晚粒乱燃矛乎杀药宁鲁贵钟煤读班伯香介迫句丰\
培握兰担弦蛋沉假穿执答乐谁顺烟缩征脸喜松脚困异免背星福买染井概慢怕磁倍祖皇促静补评翻肉践尼衣宽扬棉希\
伤操垂秋宜氢套督振架亮末宪庆编牛触映雷销诗座居抓裂胞呼娘景威绿晶厚盟衡鸡孙延危胶屋乡临陆顾掉呀灯岁措\
束耐剧玉赵跳哥季课凯胡额款绍卷齐债贸赤融障镇街监绩贫疫访券园旅购拨廉贴扶亿税贷筹";

/// Frequent in traditional text and not in the list above.
const TRADITIONAL: &str = "\
這為個國時來們於動說產種後發經進著會對過學電裡實現兩體機當點從業開還應義間樣與關線內數見長質氣變條沒\
結問無軍黨給門計別區強戰處隊東導壓爭濟階術極聯認權證轉單風帶場車務萬達積議聲報鬥類離華確張馬節話況傳\
許廣記斷難礦備辦習響約勞團歷構稱準號維劃選標寫親層狀廠識適屬圓滿縣參紅細聽鐵價嚴隨蘇爾講談藝羅營項舉\
勢帥圍遠態減樹陳審評預億員環護專總統題規續紀績費資財負責買賣貨購販貸貿賴賽請課調論設訴詢試該詳語誤讓\
訂討訓託訪詞譯讀警貝貢貫貯貴貼賀賦賠賓賞鄉郵鄰醫釋針鈴鉛銀銅銷鋼錄錢錯鍵鎮鏡閉閒閱闊陸陽際險雖雙雜雲\
靈頁頂順須頒頓領頭頻額顏願顯飛飯飲餘館駐騎驗驚鬆魚鮮鳥麗麥齊龍龜農園訊歲稅優債傷儘償儲創劇劍勝勵協嗎\
嘗圖執堅塊壞壽夢夾奪奮婦媽寧寬寶將尋屆岡島師帳幣幫幹幾庫廟彈彙彎復徵慮慶憂憲憶懷戶拋採掃掛揀換揚損擇\
擊擔據擬擴擾攝敗敵舊晉晝暫曆曉書桿棄棟楊榮槍樂樓橋檔檢歐歡歸殘殺決洩淨淚淺湯滅滯滾漁漢漲潔潛濕灣災烏\
煙熱燈爐牆獎獨獲瑪畢畫異療盜盡監盤眾睜碼禮禍穀窮窩竊競筆築簡簽籌籃糧糾納紙級紛紹終組絕絡絲綜綠綱網緊\
編緩練縮縱織繁繳繼纖罰聖聞職肅脅腦腳腸膚臨艦莊葉蓋薦藥蘭虛蟲補裝製複視覺覽觀觸診註譜讚豐貓貧貪賢贈贊\
趕趙跡踐蹤軌軟載較輔輕輪輯輸辭迴連週遊運違遲遷遺邊鄧醜";

/// The sets.
pub(super) struct Frequent {
    pub unicode: Set,
    pub gb: Set,
    pub big5: Set,
}

/// A set of 16-bit units.
pub(super) struct Set(Box<[u64; 1024]>);

impl Set {
    /// Whether it holds a unit.
    pub fn has(&self, unit: u16) -> bool {
        self.0[usize::from(unit >> 6)] >> (unit & 63) & 1 == 1
    }

    fn of(units: impl IntoIterator<Item = u16>) -> Self {
        let mut set = Self(Box::new([0; 1024]));
        for unit in units {
            set.0[usize::from(unit >> 6)] |= 1 << (unit & 63);
        }
        set
    }

    /// The pairs of a list as a double-byte encoding spells it.
    fn pairs(spelled: &[u8]) -> Self {
        Self::of(spelled.as_chunks().0.iter().copied().map(u16::from_be_bytes))
    }
}

/// The sets, built when first asked for.
pub(super) static FREQUENT: LazyLock<Frequent> = LazyLock::new(|| {
    let characters = [SIGNS, SIMPLIFIED, TRADITIONAL].into_iter().flat_map(str::chars);
    Frequent {
        unicode: Set::of(characters.filter_map(|c| u32::from(c).try_into().ok())),
        gb: Set::pairs(include_bytes!("frequent.gb18030")),
        big5: Set::pairs(include_bytes!("frequent.big5")),
    }
});

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    use encoding_rs::{BIG5, Encoding, GB18030};

    use super::*;

    /// The pairs that spell the characters of the lists; those that the encoding does not have are passed over.
    fn spelled(encoding: &'static Encoding) -> Vec<u8> {
        let mut buffer = [0; 4];
        let characters = [SIGNS, SIMPLIFIED, TRADITIONAL].into_iter().flat_map(str::chars);
        let each = characters.filter_map(|c| {
            let (bytes, _, lost) = encoding.encode(c.encode_utf8(&mut buffer));
            (!lost).then(|| bytes.into_owned()).filter(|bytes| bytes.len() == 2)
        });
        each.flatten().collect()
    }

    #[test]
    fn the_files_hold_the_lists() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/decode");
        for (name, encoding) in [("frequent.gb18030", GB18030), ("frequent.big5", BIG5)] {
            let (path, spelled) = (folder.join(name), spelled(encoding));
            if env::var_os("UPDATE").is_some() {
                fs::write(&path, &spelled).expect("src/ can be written");
            }
            assert!(fs::read(&path).expect("is there") == spelled, "{name} is not the lists; run with UPDATE=1");
        }
    }
}
