//! Writes down the codes of languages, one after another in their order: in the program they take a twentieth of the
//! room of the tables of the library that knows them.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    #[allow(clippy::print_stdout, reason = "Cargo is told so")]
    {
        println!("cargo::rerun-if-changed=build.rs");
    }
    let of_two = isolang::languages().filter_map(|language| language.to_639_1()).collect();
    let of_three = isolang::languages().map(|language| language.to_639_3()).collect();
    write("languages_of_two_letters", of_two)?;
    write("languages_of_three_letters", of_three)
}

fn write(name: &str, mut codes: Vec<&str>) -> io::Result<()> {
    codes.sort_unstable();
    let folder = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&folder).join(name), codes.concat())
}
