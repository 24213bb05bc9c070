with retracted as (
  select distinct target_id as statement_id
  from links
  where record_type = 'statement' and kind = 'adopted' and field = 'retracts'
),
voices as (
  select id as statement_id, speaker_id as actor_id from statements
  union
  select id as statement_id, on_behalf_of_id as actor_id from statements where on_behalf_of_id is not null
),
-- Who has affirmed a record and has retracted all that it affirmed.
withdrawn as (
  select statement_targets.target_type, statement_targets.target_id, voices.actor_id
  from statement_targets
  join voices on voices.statement_id = statement_targets.statement_id
  left join retracted on retracted.statement_id = statement_targets.statement_id
  where statement_targets.stance = 'affirms' and statement_targets.target_type in ('transfer', 'deal')
  group by statement_targets.target_type, statement_targets.target_id, voices.actor_id
  having count(retracted.statement_id) = count(*)
),
-- The actors that a piece of evidence comes through.
chains as (
  select evidence.evidence_id, sources.publisher_id as actor_id
  from evidence
  join sources on sources.id = evidence.source_id
  where sources.publisher_id is not null
  union
  select evidence_id, target_id as actor_id from links where kind = 'cited' and field = 'via'
),
-- Who affirms a record in a statement that stands.
affirming as (
  select distinct statement_targets.target_type, statement_targets.target_id, voices.actor_id
  from statement_targets
  join voices on voices.statement_id = statement_targets.statement_id
  where statement_targets.stance = 'affirms' and statement_targets.live
),
standing as (
  select distinct evidence.id
  from evidence
  join chains on chains.evidence_id = evidence.evidence_id
  join affirming
    on affirming.actor_id = chains.actor_id
    and affirming.target_type = evidence.record_type
    and affirming.target_id = evidence.record_id
),
broken as (
  select distinct evidence.id
  from evidence
  join chains on chains.evidence_id = evidence.evidence_id
  join withdrawn
    on withdrawn.actor_id = chains.actor_id
    and withdrawn.target_type = evidence.record_type
    and withdrawn.target_id = evidence.record_id
  left join standing on standing.id = evidence.id
  where standing.id is null
),
fallen as (
  select evidence.fact_id
  from evidence
  left join broken on broken.id = evidence.id
  where evidence.relation = 'supports' and evidence.fact_id is not null
  group by evidence.fact_id
  having count(broken.id) = count(*)
),
numbered as (
  select
    facts.record_type,
    facts.record_id,
    facts.path,
    facts.field,
    row_number() over (
      partition by
        facts.record_type, facts.record_id, substr(facts.path, 1, length(facts.path) - length(facts.field) - 1)
      order by cast(facts.fact_no as integer)
    ) as number
  from facts
  join fallen on fallen.fact_id = facts.id
)
select
  record_type,
  record_id,
  path,
  '`' || field || '` rests on retracted statements alone' as message
from numbered
where number = 1
