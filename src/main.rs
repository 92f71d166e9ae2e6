//! The command line, first form.
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

fn walk(p: &Path, out: &mut Vec<PathBuf>) {
    if p.is_dir() {
        let mut v: Vec<_> = std::fs::read_dir(p).unwrap().map(|e| e.unwrap().path()).collect();
        v.sort();
        for q in v {
            walk(&q, out);
        }
    } else {
        out.push(p.to_owned());
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args[0].as_str() {
        "extract" => {
            let out = args.iter().position(|a| a == "-o").map(|i| PathBuf::from(&args[i + 1])).unwrap();
            let mut files = Vec::new();
            walk(Path::new(&args[1]), &mut files);
            let mut failed = 0;
            for f in files {
                let name = f.strip_prefix(&args[1]).unwrap().to_string_lossy().into_owned();
                let name = if name.is_empty() { f.file_name().unwrap().to_string_lossy().into_owned() } else { name };
                match gongwen::report::extract(&std::fs::read(&f).unwrap(), &name, gongwen::report::Options::default())
                {
                    Ok(x) => {
                        let mut json = Vec::new();
                        x.write_json(&mut json);
                        json.push(b'\n');
                        let target = out.join(format!("{name}.json"));
                        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
                        std::fs::write(target, json).unwrap();
                    }
                    Err(e) => {
                        failed = 1;
                        eprintln!("{name}: {e}");
                    }
                }
            }
            std::process::exit(failed);
        }
        "figures" => {
            let bare = args.iter().any(|a| a == "--bare");
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).unwrap();
            let mut out = std::io::stdout().lock();
            for line in text.lines() {
                let options = gongwen::report::Options { bare_numbers: bare, ..Default::default() };
                match gongwen::report::extract(line.as_bytes(), "-", options) {
                    Ok(x) => {
                        let r = x.report();
                        serde_json::to_writer(&mut out, &r.figures).unwrap();
                        out.write_all(b"\n").unwrap();
                    }
                    Err(_) => out.write_all(b"[]\n").unwrap(),
                }
            }
        }
        _ => std::process::exit(2),
    }
}
