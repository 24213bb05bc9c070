//! Renderers: each turns a [`Report`](crate::Report) into one format. Pure functions from a report
//! to text; where the text goes is for the caller to say.
