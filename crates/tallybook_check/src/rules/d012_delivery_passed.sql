select
  'transfer' as record_type,
  id as record_id,
  '/delivered' as path,
  'the delivery (`' || delivered_edtf || '`) was before today, and the stage is `' || stage || '`' as message
from transfers
where
  stage <> 'delivered'
  and cast(delivered_end as varchar(10)) < cast(current_date as varchar(10))
  and not delivered_approximate
  and not delivered_uncertain
