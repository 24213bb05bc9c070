select
  'transfer' as record_type,
  id as record_id,
  '/items' as path,
  'a total and items, but nothing says whether the items are the whole batch' as message
from transfers
where itemisation is null
  and total_text is not null
  and exists (select 1 from items where items.transfer_id = transfers.id)
