with recursive parties as (
  select id, deal_id, 'supplier' as field, supplier_id as actor_id
  from transfers
  where exists (select 1 from deals where deals.id = transfers.deal_id)
  union all
  select id, deal_id, 'recipient' as field, recipient_id as actor_id
  from transfers
  where exists (select 1 from deals where deals.id = transfers.deal_id)
),
agreed as (
  select record_id as deal_id, target_id as actor_id
  from links
  where record_type = 'deal' and kind = 'adopted' and field = 'parties'
),
-- What the parties are parts of, as far as it does not come round to what was there.
part_of(part_id, whole_id, trail) as (
  select id as part_id, id as whole_id, '/' || id || '/' as trail
  from actors
  where exists (select 1 from parties where parties.actor_id = actors.id)
    or exists (select 1 from agreed where agreed.actor_id = actors.id)
  union all
  select part_of.part_id, actors.part_of_id, part_of.trail || actors.part_of_id || '/'
  from part_of
  join actors on actors.id = part_of.whole_id
  where actors.part_of_id is not null and instr(part_of.trail, '/' || actors.part_of_id || '/') = 0
)
select
  'transfer' as record_type,
  parties.id as record_id,
  '/' || parties.field as path,
  'the ' || parties.field || ' `' || parties.actor_id || '` is no party of the deal `' || parties.deal_id || '`'
    as message
from parties
where exists (select 1 from actors where actors.id = parties.actor_id)
  -- A party that is missing is found by R002, and may be meant for the one sought here.
  and not exists (
    select 1
    from agreed
    left join actors on actors.id = agreed.actor_id
    where agreed.deal_id = parties.deal_id and actors.id is null
  )
  and not exists (
    select 1
    from agreed
    join part_of on part_of.whole_id = agreed.actor_id
    where agreed.deal_id = parties.deal_id and part_of.part_id = parties.actor_id
  )
  and not exists (
    select 1
    from agreed
    join part_of on part_of.part_id = agreed.actor_id
    where agreed.deal_id = parties.deal_id and part_of.whole_id = parties.actor_id
  )
