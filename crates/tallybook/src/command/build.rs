//! `tallybook build`
