select
  'deal' as record_type,
  deals.id as record_id,
  '/parties' as path,
  'the deal `' || deals.id || '` has fewer than two parties' as message
from deals
left join links on links.record_type = 'deal'
  and links.record_id = deals.id
  and links.kind = 'adopted'
  and links.field = 'parties'
group by deals.id
having count(distinct links.target_id) < 2
