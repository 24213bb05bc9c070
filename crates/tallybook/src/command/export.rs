//! `tallybook export`
