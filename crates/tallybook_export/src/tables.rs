//! The tables: one file each, which names the columns and says how to fill them.

pub(crate) mod actor_roles;
pub(crate) mod actors;
pub(crate) mod deals;
pub(crate) mod equipment;
pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod figures;
pub(crate) mod items;
pub(crate) mod links;
pub(crate) mod sources;
pub(crate) mod statement_targets;
pub(crate) mod statements;
pub(crate) mod transfers;
