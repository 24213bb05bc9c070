select
  'transfer' as record_type,
  transfer_id as record_id,
  substr(id, instr(id, '#') + 1) || '/quantity' as path,
  '`' || quantity_text || '` of what? the item has neither `equipment` nor `description`' as message
from items
where equipment_id is null and description is null
