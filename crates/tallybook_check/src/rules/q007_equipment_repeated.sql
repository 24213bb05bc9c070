with numbered as (
  select
    id,
    transfer_id,
    equipment_id,
    row_number() over (
      partition by transfer_id, equipment_id, condition order by cast(item_no as integer)
    ) as number
  from items
  where equipment_id is not null
)
select
  'transfer' as record_type,
  transfer_id as record_id,
  substr(id, instr(id, '#') + 1) || '/equipment' as path,
  '`' || equipment_id || '` stands in this batch again, in the same condition' as message
from numbered
where number = 2
