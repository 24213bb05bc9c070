with itemised as (
  select distinct transfer_id from items
),
amounts as (
  select
    transfers.id,
    transfers.kind,
    transfers.amount_text,
    case when transfers.total_text is not null or itemised.transfer_id is not null then 1 else 0 end as counts_things
  from transfers
  left join itemised on itemised.transfer_id = transfers.id
)
select
  'transfer' as record_type,
  id as record_id,
  case when kind = 'funds' then '/kind' else '/amount' end as path,
  case
    when amount_text is null then 'funds without an amount'
    when kind = 'funds' then 'funds that count things as well as money'
    else 'an amount (`' || amount_text || '`) on a transfer of kind `' || kind || '`'
  end as message
from amounts
where (kind = 'funds' and amount_text is null)
  or (kind = 'funds' and counts_things = 1)
  or (kind <> 'funds' and amount_text is not null)
