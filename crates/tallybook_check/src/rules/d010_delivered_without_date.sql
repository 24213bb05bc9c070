select
  'transfer' as record_type,
  id as record_id,
  '/stage' as path,
  'delivered, and no date says when' as message
from transfers
where stage = 'delivered' and delivered_edtf is null
