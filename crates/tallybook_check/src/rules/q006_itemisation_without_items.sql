select
  'transfer' as record_type,
  id as record_id,
  '/itemisation' as path,
  'the itemisation is `' || itemisation || '`, but there are no items' as message
from transfers
where itemisation is not null and not exists (select 1 from items where items.transfer_id = transfers.id)
