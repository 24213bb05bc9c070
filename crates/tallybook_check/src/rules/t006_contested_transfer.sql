select
  'transfer' as record_type,
  id as record_id,
  '/id' as path,
  'the transfer is contested' as message
from transfers
where dispute_status = 'contested'
union all
select
  'deal' as record_type,
  id as record_id,
  '/id' as path,
  'the deal is contested' as message
from deals
where dispute_status = 'contested'
