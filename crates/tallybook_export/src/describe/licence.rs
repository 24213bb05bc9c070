//! Licences of data: what is known of them beside their SPDX identifiers.

/// A licence as its publisher names it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Licence {
    /// The SPDX identifier.
    pub(super) id: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// Where its text stands.
    pub(super) address: &'static str,
}

const fn licence(id: &'static str, title: &'static str, address: &'static str) -> Licence {
    Licence { id, title, address }
}

/// The licences that datasets commonly have, in the order of their identifiers.
const KNOWN: &[Licence] = &[
    licence("Apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    licence(
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    licence(
        "CC-BY-NC-4.0",
        "Creative Commons Attribution Non Commercial 4.0 International",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    licence(
        "CC-BY-NC-ND-4.0",
        "Creative Commons Attribution Non Commercial No Derivatives 4.0 International",
        "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    ),
    licence(
        "CC-BY-NC-SA-4.0",
        "Creative Commons Attribution Non Commercial Share Alike 4.0 International",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    licence(
        "CC-BY-ND-4.0",
        "Creative Commons Attribution No Derivatives 4.0 International",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    ),
    licence(
        "CC-BY-SA-4.0",
        "Creative Commons Attribution Share Alike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    licence(
        "CC0-1.0",
        "Creative Commons Zero v1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    licence("MIT", "MIT License", "https://opensource.org/license/mit"),
    licence(
        "ODC-By-1.0",
        "Open Data Commons Attribution License v1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    licence(
        "ODbL-1.0",
        "Open Data Commons Open Database License v1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    licence(
        "PDDL-1.0",
        "Open Data Commons Public Domain Dedication & License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
];

/// The licence with an SPDX identifier, if it is one of those that are known here.
pub(super) fn known(id: &str) -> Option<Licence> {
    KNOWN.iter().copied().find(|licence| licence.id == id)
}
