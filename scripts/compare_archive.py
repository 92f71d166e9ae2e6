#!/usr/bin/env python3
"""Compares what gongwen reads from a synthetic archive with the archive's truth.

    compare_archive.py 2000 --bin target/release/gongwen                        # noise 0, 0.5 and 1
    compare_archive.py 500 --noise 0,1 --fault-rate 1 --misses 20               # planted contradictions
    compare_archive.py 500 --ocr-digits 0.002                                   # misread digits
    compare_archive.py --archive DIR --archive DIR2                             # archives that exist already

An archive is made by `gongwen-archive` (tools/archive; --generator says where the program is), read by
`gongwen extract`, and compared report by report. The table has one column per noise level:

| row | what it says |
| --- | --- |
| figures P, R | figures whose place, kind, value and unit are all as in the truth; dates and durations are left out |
| headings P, R | label and text, at their place; `levels`: of those, the share at the right depth |
| tasks, slots | tasks with a budget; `slots`: initial, annual, executed and rate each point at the right figure |
| tables, cells | tables whose grid is equal throughout; cells with the right text in the right row and column |
| checks | stated relations that gongwen checked: the same figures under any rule, or the same claimed figure under
  the same rule; `verdicts`: of those, the share with the truth's verdict |
| faults | planted contradictions that gongwen names: a contradiction in which the planted figure takes part |
| false /1000 | contradictions that are not there, per 1,000 reports: no planted or misread figure takes part |

Exit status 1 where a --require is not met (for use in CI). Standard library only.
"""
import argparse
import collections
import difflib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

# Kinds whose precision is not asked for: years and days stand everywhere in a report's running text.
UNASKED = {"date", "period", "rank", "duration", "year", "number"}
# Other generators' names for the same things.
KINDS = {"point": "percentage_point", "points": "percentage_point", "multiple": "rate"}
RULES = ["rate", "growth", "annual_average", "difference", "share", "sum", "restatement", "repeated", "multiple", "product",
         "comparison", "count", "table_total", "numbering"]
# Rules that name the same relation from two sides.
KIN = [{"rate", "share", "multiple"}, {"restatement", "repeated"}, {"sum", "table_total"}, {"growth", "annual_average"}]
SLOTS = ["initial", "annual", "executed", "rate"]


def fold(text):
    """White space out, width folded: as in gongwen's src/fold.rs."""
    out = []
    for c in text or "":
        if c.isspace() or c in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad":
            continue
        out.append(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c)
    return "".join(out)


def decimal(text):
    """A number as printed, in a form that can be compared: folded, without separators and trailing zeros of none."""
    text = fold(str(text)).replace(",", "").replace("，", "")
    return text[1:] if text.startswith("+") else text


def family(rule):
    for name in sorted(RULES, key=len, reverse=True):
        if rule.startswith(name):
            return name
    return rule


def kin(a, b):
    a, b = family(a), family(b)
    return a == b or any(a in group and b in group for group in KIN)


class Places:
    """From raw byte offsets to code points of the decoded text; a byte order mark is not counted."""

    def __init__(self, raw, encoding):
        bom = {b"\xef\xbb\xbf": 3, b"\xff\xfe": 2, b"\xfe\xff": 2}
        self.skip = next((n for mark, n in bom.items() if raw.startswith(mark)), 0)
        self.raw = raw
        self.codec = {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "gbk": "gb18030"}.get(encoding.lower(), encoding)

    def chars(self, offsets):
        """The code points before each of the offsets."""
        table, at, count = {}, self.skip, 0
        for offset in sorted(set(offsets)):
            if offset > at:
                count += len(self.raw[at:offset].decode(self.codec, "replace"))
                at = offset
            table[offset] = count
        return table


def placed(nodes, places):
    """For each node of gongwen's output the first and last code point of its bytes."""
    ends = [(n["bytes"][0][0], n["bytes"][-1][1]) if n.get("bytes") else None for n in nodes]
    table = places.chars([x for e in ends if e for x in e])
    return [(table[e[0]], table[e[1]]) if e else None for e in ends]


class Tally:
    """Counts, and the first misses by class."""

    def __init__(self, keep):
        self.n = collections.Counter()
        self.misses = collections.defaultdict(list)
        self.classes = collections.Counter()
        # Of each phrasing of a relation: how often it stood there, how often it was checked.
        self.phrasings = collections.defaultdict(lambda: [0, 0])
        self.keep = keep

    def miss(self, kind, *what):
        self.classes[kind] += 1
        if len(self.misses[kind]) < self.keep:
            self.misses[kind].append(" · ".join(str(w) for w in what))

    def share(self, part, whole):
        return f"{100 * self.n[part] / self.n[whole]:.2f}" if self.n[whole] else "–"


def truth_figures(truth):
    """The truth's figures in one form, with misread digits as they stand in the file."""
    figures = []
    for f in truth["figures"]:
        text = f.get("text", f.get("raw", ""))
        value = f["value"] if "order" in f else f.get("exact", f["value"])
        figures.append({
            "text": text, "kind": KINDS.get(f["kind"], f["kind"]), "value": str(value), "unit": f.get("unit") or "",
            "upper": f.get("upper"), "qualifier": f.get("qualifier"), "base": f.get("base"), "at": f.get("at"),
            "optional": f.get("optional", False), "cell": f.get("cell"), "mixed": f.get("mixed", False) or f.get("cn", False),
        })
    for o in truth.get("ocr") or []:
        f = figures[o["figure"]]
        f["text"], f["misread"] = o["printed"], True
        if "value" in o:
            f["value"] = o["value"]
            f["upper"] = o.get("upper", f["upper"])
        else:
            number = re.search(r"[-−]?[0-9][0-9,]*(?:\.[0-9]+)?", fold(o["printed"]))
            if number:
                f["value"] = decimal(number.group())
        f["base"] = None
    return figures


def align(theirs, ours, at):
    """Pairs (truth, gongwen): by place where the truth has places, else by the order of values."""
    pairs = {}
    if at is not None:
        by_start = {}
        for j, place in enumerate(at):
            if place:
                by_start.setdefault(place[0], j)
        spans = sorted((p[0], p[1], j) for j, p in enumerate(at) if p)
        k = 0
        for i, f in enumerate(theirs):
            start, end = f["at"]
            if start in by_start:
                pairs[i] = by_start[start]
                continue
            while k < len(spans) and spans[k][1] <= start:
                k += 1
            if k < len(spans) and spans[k][0] < end:
                pairs[i] = spans[k][2]
        return pairs
    a = [(decimal(f["value"]), fold(f["text"])) for f in theirs]
    b = [(decimal(f["value"] or ""), fold(f["text"])) for f in ours]
    for i, j, n in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        for k in range(n):
            pairs[i + k] = j + k
    loose = difflib.SequenceMatcher(None, [x[0] for x in a], [x[0] for x in b], autojunk=False)
    used = set(pairs.values())
    for i, j, n in loose.get_matching_blocks():
        for k in range(n):
            if i + k not in pairs and j + k not in used:
                pairs[i + k] = j + k
    return pairs


def wrong(truth, found, exact_place, place):
    """What is wrong with a figure, by class; None where nothing is."""
    if exact_place and tuple(truth["at"]) != place:
        return "figure: wrong extent"
    same_unit = fold(found["unit"] or "") == fold(truth["unit"])
    same_value = decimal(found["value"]) == decimal(truth["value"])
    if not (same_value and same_unit):
        base = (found.get("base") or {}).get("value")
        if truth["base"] and base and decimal(base).rstrip("0").rstrip(".") == decimal(truth["base"]).rstrip("0").rstrip("."):
            return None
        if not same_value and not (truth["mixed"] and same_unit):
            return "figure: wrong value"
        if not same_unit:
            return "figure: wrong unit"
    if truth["upper"] and decimal(found.get("upper") or "") != decimal(truth["upper"]):
        return "figure: wrong upper end"
    if found["kind"] != truth["kind"]:
        return "figure: wrong kind"
    return None


def compare(path, raw, truth, report, tally):
    places = Places(raw, truth["encoding"])
    theirs, ours = truth_figures(truth), report["figures"]
    with_places = all(isinstance(f["at"], list) for f in theirs)
    at = placed(ours, places)
    n = tally.n
    n["reports"] += 1

    # Figures.
    pairs = align(theirs, ours, at if with_places else None)
    back = {j: i for i, j in pairs.items()}
    for i, f in enumerate(theirs):
        asked = f["kind"] not in UNASKED and not f["optional"]
        n["figures"] += asked
        if i not in pairs:
            if asked:
                tally.miss("figure: missed in a table" if f["cell"] else "figure: missed", path, f["text"], f["kind"])
            continue
        found = ours[pairs[i]]
        fault = wrong(f, found, with_places, at[pairs[i]])
        if fault is None:
            n["figures right"] += asked
        elif asked:
            tally.miss(fault, path, f"{f['text']} {f['kind']}",
                       f"read {found['text']!r} {found['kind']} {found['value']} {found['unit']}")
        if asked and fault is None and f["qualifier"] != found.get("qualifier") and "order" in truth["figures"][i]:
            tally.miss("figure: wrong qualifier", path, f["text"], f["qualifier"], found.get("qualifier"))
    for j, f in enumerate(ours):
        if f["kind"] in UNASKED:
            continue
        if j in back and theirs[back[j]]["optional"]:
            continue
        n["figures read"] += 1
        if j not in back:
            block = report["blocks"][f["block"]]["text"] if f.get("block") is not None else ""
            lo, hi = f["range"]
            tally.miss("figure: not there", path, f"{f['text']!r} {f['kind']}", "…" + block[max(0, lo - 12):hi + 8] + "…")

    # Headings.
    heads = report["headings"]
    head_at = placed(heads, places)
    theirs_h = truth["headings"]
    key = lambda h: fold(h["label"]) + "|" + fold(h["text"]).rstrip("。：:")
    taken = {}
    if all(isinstance(h.get("at"), list) for h in theirs_h):
        starts = {p[0]: j for j, p in enumerate(head_at) if p}
        for i, h in enumerate(theirs_h):
            j = starts.get(h["at"][0])
            if j is None:
                if not h.get("optional"):
                    tally.miss("heading: missed", path, h["label"], h["text"])
            elif key(h) != key(heads[j]):
                if h.get("optional"):
                    taken[i] = j
                else:
                    tally.miss("heading: other text", path, h["label"] + h["text"], heads[j]["label"] + heads[j]["text"])
            else:
                taken[i] = j
    else:
        matcher = difflib.SequenceMatcher(None, [key(h) for h in theirs_h], [key(h) for h in heads], autojunk=False)
        for i, j, size in matcher.get_matching_blocks():
            taken.update({i + k: j + k for k in range(size)})
        for i, h in enumerate(theirs_h):
            if i not in taken:
                tally.miss("heading: missed", path, h["label"], h["text"])
    free = {i for i, h in enumerate(theirs_h) if h.get("optional")}
    n["headings"] += len(theirs_h) - len(free)
    n["headings right"] += sum(i not in free for i in taken)
    n["headings read"] += len(heads) - sum(i in free for i in taken)
    for i, j in taken.items():
        if i in free:
            continue
        if theirs_h[i]["level"] == heads[j]["level"]:
            n["levels right"] += 1
        else:
            tally.miss("heading: wrong level", path, theirs_h[i]["label"] + theirs_h[i]["text"],
                       f"{heads[j]['level']} for {theirs_h[i]['level']}")
        if theirs_h[i]["run_in"] != heads[j]["run_in"]:
            tally.miss("heading: run_in", path, theirs_h[i]["label"] + theirs_h[i]["text"])
    for j in set(range(len(heads))) - set(taken.values()):
        tally.miss("heading: not there", path, heads[j]["label"], heads[j]["text"])

    # Tasks with a budget: by the figures they hold, or by their titles.
    budgets = [t for t in report["tasks"] if t.get("budget")]
    for t in truth["tasks"]:
        if "figures" in t and "initial" not in t:
            t = dict(t, **dict(zip(SLOTS, t["figures"])))
        number, title = t.get("ordinal", t.get("number")), fold(t.get("title", t.get("name")))
        want = {s: t[s] for s in SLOTS if isinstance(t.get(s), int)}
        n["tasks"] += 1
        n["slots"] += len(want)
        best = max(budgets, key=lambda b: sum(back.get(b["budget"].get(s), -1) == f for s, f in want.items()), default=None)
        hits = {s for s, f in want.items() if best and back.get(best["budget"].get(s), -1) == f}
        if not hits:
            tally.miss("task: missed", path, title)
            continue
        n["slots right"] += len(hits)
        if fold(best["title"]).rstrip("。") == title and best["ordinal"] == number:
            n["tasks right"] += 1
        else:
            tally.miss("task: other title", path, f"{number} {title}", f"{best['ordinal']} {best['title']}")
        if len(hits) < len(want):
            tally.miss("task: wrong slot", path, title, "not " + " ".join(s for s in want if s not in hits),
                       f"read {best['budget']}", " ".join(theirs[f]["text"] for f in want.values()))
    n["tasks read"] += len(budgets)

    # Tables: by their cells.
    theirs_t = truth.get("tables") or []
    grids = []
    for t in report["tables"]:
        grids.append({(c["row"], c["col"]): fold(c["text"]) for c in t["cells"] if fold(c["text"])})
    free = set(range(len(grids)))
    for t in theirs_t:
        rows = ([t["header"]] if "header" in t else []) + t["rows"]
        want = {(r, c): fold(x) for r, row in enumerate(rows) for c, x in enumerate(row) if fold(x)}
        for o in truth.get("ocr") or []:
            place = o.get("cell")
            if place and place[0] == theirs_t.index(t):
                want[(place[1], place[2])] = fold(o["cell_printed"])
        n["tables"] += 1
        n["cells"] += len(want)
        hit = lambda g: sum(grids[g].get(k) == v for k, v in want.items())
        best = max(free, key=hit, default=None)
        if best is None or hit(best) * 4 < len(want):
            tally.miss("table: missed", path, t["format"], t.get("caption"), rows[0])
            continue
        free.discard(best)
        n["cells right"] += hit(best)
        n["cells read"] += len(grids[best])
        if grids[best] == want:
            n["tables right"] += 1
        else:
            bad = next(k for k in list(want) + list(grids[best]) if want.get(k) != grids[best].get(k))
            tally.miss(f"table: {t['format']} grid", path, t.get("caption"),
                       f"row {bad[0]} column {bad[1]}: {want.get(bad)!r} read {grids[best].get(bad)!r}")
    for g in free:
        n["cells read"] += len(grids[g])
        tally.miss("table: not there", path, list(grids[g].values())[:6])
    n["tables read"] += len(grids)

    # Checks.
    misread = {o["figure"] for o in truth.get("ocr") or []}
    planted = {f["figure"] for f in truth.get("faults") or []}
    mapped = []
    for c in report["checks"]:
        mapped.append((c, [back.get(f) for f in c["figures"]]))
    by_set = collections.defaultdict(list)
    by_claim = collections.defaultdict(list)
    for c, figures in mapped:
        by_set[frozenset(figures)].append(c)
        if figures:
            by_claim[figures[-1]].append(c)
    spoiled = set()
    decoded = raw[places.skip:].decode(places.codec, "replace") if with_places else ""

    def passage(c):
        """What the file prints of a relation."""
        if c.get("text") or not with_places:
            return c.get("text") or [theirs[f]["text"] for f in c["figures"]]
        start, end = min(theirs[f]["at"][0] for f in c["figures"]), max(theirs[f]["at"][1] for f in c["figures"])
        if end - start > 200:
            return [theirs[f]["text"] for f in c["figures"]]
        return re.sub(r"\s+", " ", decoded[max(0, start - 14):end + 4])

    for i, c in enumerate(truth["checks"]):
        rule = family(c["rule"])
        verdict = c.get("verdict_read") or c.get("verdict_ocr") or c["verdict"]
        if verdict == "contradiction":
            spoiled.update(c["figures"])
        n["checks"] += 1
        n["checks " + rule] += 1
        same = by_set.get(frozenset(c["figures"]), []) + [x for x in by_claim.get(c["figures"][-1], [])
                                                            if kin(x["rule"], rule)]
        phrasing = tally.phrasings[rule, c.get("phrasing") or "(a table, or several sentences together)"]
        phrasing[0] += 1
        phrasing[1] += bool(same)
        if not same:
            tally.miss(f"check: {rule} not found", path, passage(c))
            continue
        n["checks found"] += 1
        n["checks found " + rule] += 1
        if any(x["verdict"] == verdict for x in same):
            n["verdicts right"] += 1
        elif not (misread & set(c["figures"])):
            tally.miss(f"check: {rule} verdict", path, passage(c), same[0]["verdict"],
                       "truth " + verdict, same[0]["message"])
    for f in truth.get("faults") or []:
        n["faults"] += 1
        if any(c["verdict"] == "contradiction" and f["figure"] in figures for c, figures in mapped):
            n["faults found"] += 1
        else:
            check = truth["checks"][f["check"]]
            tally.miss(f"fault: {family(check['rule'])} not found", path, f"{f['printed']} for {f['true']}",
                       passage(check))
    for c, figures in mapped:
        if c["verdict"] != "contradiction":
            continue
        n["contradictions"] += 1
        known = {f for f in figures if f is not None}
        if not known & (misread | planted | spoiled):
            n["false contradictions"] += 1
            tally.miss(f"false contradiction: {c['rule']}", path, c["message"],
                       [ours[f]["text"] for f in c["figures"]])

    # Front matter.
    for ours_name, names in [("title", ["title"]), ("issuer", ["issuer", "org"]), ("fiscal_year", ["fiscal_year", "year"])]:
        want = next((truth[x] for x in names if truth.get(x) is not None), None)
        if want is None:
            continue
        n[ours_name] += 1
        field = report["document"].get(ours_name)
        value = field["value"] if field else None
        if fold(str(value)) == fold(str(want)):
            n[ours_name + " right"] += 1
        else:
            tally.miss(f"front: {ours_name}", path, want, value)
    if "issuer" in truth and report["document"].get("kind"):
        n["kind"] += 1
        value = report["document"]["kind"]["value"]
        if value == truth["kind"]:
            n["kind right"] += 1
        else:
            tally.miss("front: kind", path, truth["kind"], value)


ROWS = [
    ("figures P", "figures right", "figures read"), ("figures R", "figures right", "figures"),
    ("headings P", "headings right", "headings read"), ("headings R", "headings right", "headings"),
    ("  levels", "levels right", "headings right"),
    ("tasks P", "tasks right", "tasks read"), ("tasks R", "tasks right", "tasks"), ("  slots", "slots right", "slots"),
    ("tables P", "tables right", "tables read"), ("tables R", "tables right", "tables"),
    ("  cells P", "cells right", "cells read"), ("  cells R", "cells right", "cells"),
    ("title", "title right", "title"), ("issuer", "issuer right", "issuer"), ("fiscal year", "fiscal_year right", "fiscal_year"),
    ("kind", "kind right", "kind"),
    ("checks found", "checks found", "checks"), ("  verdicts", "verdicts right", "checks found"),
]


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def line(name, cells):
    print(name + " " * (24 - width(name)) + "".join(" " * (12 - width(c)) + c for c in cells))


def show(columns, misses):
    names, tallies = zip(*columns)
    line("", names)
    line("reports", [str(t.n["reports"]) for t in tallies])
    if any(t.n["not read"] for t in tallies):
        line("not read", [str(t.n["not read"]) for t in tallies])
    for name, part, whole in ROWS:
        line(name + " %", [t.share(part, whole) for t in tallies])
    for rule in RULES:
        if any(t.n["checks " + rule] for t in tallies):
            line(f"  {rule} %", [f"{t.share('checks found ' + rule, 'checks ' + rule)}" for t in tallies])
    line("planted faults", [str(t.n["faults"]) for t in tallies])
    line("faults found %", [t.share("faults found", "faults") for t in tallies])
    line("false contradictions", [str(t.n["false contradictions"]) for t in tallies])
    line("false /1000 reports", [f"{1000 * t.n['false contradictions'] / max(1, t.n['reports']):.2f}" for t in tallies])
    if misses:
        for name, tally in columns:
            print(f"\n== misses, {name}")
            for kind, count in sorted(tally.classes.items()):
                print(f"-- {kind}: {count}")
                for what in tally.misses[kind]:
                    print("   " + what.replace("\n", "⏎"))


def show_phrasings(tally):
    """The phrasings of relations that are not always checked, the least checked first; longer lists count as short."""
    merged = collections.defaultdict(lambda: [0, 0])
    for (rule, phrasing), (stated, checked) in tally.phrasings.items():
        short = re.sub(r"[、，；和]?\{n([2-9])\}(\{a\1\})?(，占\{p\1\})?|[、和]\{[ap][2-9]\}", "", phrasing)
        merged[rule, short][0] += stated
        merged[rule, short][1] += checked
    print("\nchecked, of how many, rule, phrasing")
    rows = sorted(merged.items(), key=lambda row: (row[1][1] / row[1][0], row[0]))
    print(f"({sum(c == n for _, (n, c) in rows)} of {len(rows)} phrasings are checked wherever they stand)")
    for (rule, phrasing), (stated, checked) in rows:
        if checked < stated:
            print(f"{100 * checked / stated:6.1f} % of {stated:5}  {rule:14} {phrasing}")


def run(archive, binary, work, misses):
    """Reads the archive with gongwen and compares."""
    archive = pathlib.Path(archive)
    out = pathlib.Path(work) / "output"
    if out.exists():
        shutil.rmtree(out)
    done = subprocess.run([binary, "extract", str(archive / "reports"), "-o", str(out)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{binary} extract ended with {done.returncode}:\n{done.stderr[-2000:]}")
    manifest = next(archive.glob("manifest.*"))
    tally = Tally(misses)
    for row in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(row)
        path = entry["path"]
        inner = path.removeprefix("reports/")
        target = out / (inner + ".json")
        truth_path = entry.get("truth") or "truth/" + re.sub(r"\.\w+$", ".json", inner)
        truth = json.loads((archive / truth_path).read_text(encoding="utf-8"))
        raw = (archive / path).read_bytes()
        if not target.exists():
            tally.n["not read"] += 1
            tally.miss("report: not read", path)
            continue
        compare(inner, raw, truth, json.loads(target.read_text(encoding="utf-8")), tally)
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=200, help="reports per noise level")
    parser.add_argument("--bin", default="target/debug/gongwen", help="the gongwen to be tried")
    parser.add_argument("--generator", default="target/debug/gongwen-archive", help="the generator")
    parser.add_argument("--archive", action="append", help="compare on this archive instead of making one")
    parser.add_argument("--noise", default="0,0.5,1", help="noise levels, one column each")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--fault-rate", default="0", help="share of reports with a planted contradiction")
    parser.add_argument("--ocr-digits", default="0", help="share of digits misread")
    parser.add_argument("--kind", help="only this kind of report")
    parser.add_argument("--misses", type=int, default=0, help="show the first misses of each class")
    parser.add_argument("--phrasings", action="store_true", help="show which phrasings of a relation are checked")
    parser.add_argument("--require", action="append", default=[], metavar="ROW=N",
                        help="'false=1' (at most, per 1,000), 'faults=98' or 'figures=95' (recall, at least)")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    args = parser.parse_args()
    columns = []
    with tempfile.TemporaryDirectory() as work:
        if args.archive:
            for path in args.archive:
                columns.append((pathlib.Path(path).name[-11:], run(path, args.bin, work, args.misses)))
        else:
            for noise in args.noise.split(","):
                archive = pathlib.Path(work) / "archive"
                if archive.exists():
                    shutil.rmtree(archive)
                command = [args.generator, str(args.count), str(archive), "--truth", "--seed", args.seed, "--noise", noise,
                           "--fault-rate", args.fault_rate, "--ocr-digits", args.ocr_digits]
                if args.kind:
                    command += ["--kind", args.kind]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                columns.append((f"noise {noise}", run(archive, args.bin, work, args.misses)))
    if args.json:
        print(json.dumps({name: tally.n for name, tally in columns}, ensure_ascii=False, indent=1))
    else:
        show(columns, args.misses)
        if args.phrasings:
            show_phrasings(columns[0][1])
    failed = False
    for rule in args.require:
        name, _, limit = rule.partition("=")
        for column, t in columns:
            if name == "false":
                value = 1000 * t.n["false contradictions"] / max(1, t.n["reports"])
                bad = value > float(limit)
            else:
                part = {"faults": "faults found", "checks": "checks found"}.get(name, name + " right")
                value = 100 * t.n[part] / max(1, t.n[name])
                bad = value < float(limit)
            if bad:
                failed = True
                print(f"{column}: {name} is {value:.2f}, required {limit}", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()
