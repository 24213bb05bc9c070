select
  'transfer' as record_type,
  id as record_id,
  '/recipient' as path,
  '`' || recipient_id || '` cannot hand something over to itself' as message
from transfers
where supplier_id = recipient_id
