with parties as (
  select id, 'supplier' as field, supplier_id as actor_id from transfers
  union all
  select id, 'recipient' as field, recipient_id as actor_id from transfers
)
select
  'transfer' as record_type,
  parties.id as record_id,
  '/' || parties.field as path,
  '`' || actors.id || '` is of kind `' || actors.kind || '`, which cannot be a ' || parties.field as message
from parties
join actors on actors.id = parties.actor_id
where actors.kind not in ('state', 'public-body', 'armed-group', 'organization')
