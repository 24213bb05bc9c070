with records_of_every_type as (
  select 'source' as record_type, id from sources
  union all
  select 'actor' as record_type, id from actors
  union all
  select 'equipment' as record_type, id from equipment
  union all
  select 'deal' as record_type, id from deals
  union all
  select 'transfer' as record_type, id from transfers
  union all
  select 'statement' as record_type, id from statements
)
select
  links.record_type,
  links.record_id,
  links.path,
  '`' || links.target_id || '` is no ' || links.target_type || ', but a record of another type' as message
from links
where exists (select 1 from records_of_every_type where records_of_every_type.id = links.target_id)
  and not exists (
    select 1
    from records_of_every_type
    where records_of_every_type.id = links.target_id and records_of_every_type.record_type = links.target_type
  )
union all
select
  links.record_type,
  links.record_id,
  links.path,
  '`' || actors.id || '` is of kind `' || actors.kind || '`, which `' || links.field || '` does not take' as message
from links
join actors on actors.id = links.target_id
where links.target_type = 'actor'
  and (
    (links.field = 'publisher' and actors.kind not in ('media', 'organization', 'public-body', 'state'))
    or (links.field = 'part_of' and actors.kind = 'person')
    or (links.field = 'organization' and actors.kind in ('person', 'collective'))
    or (links.field = 'origin' and actors.kind <> 'state')
    or (links.field = 'medium' and actors.kind <> 'media')
  )
