with amounts as (
  select 'deal' as record_type, id as record_id, '/value' as path, id as deal_id, value_currency as currency, 0 as number
  from deals
  where value_currency is not null
  union all
  select
    'transfer' as record_type,
    transfers.id as record_id,
    '/amount' as path,
    deals.id as deal_id,
    transfers.amount_currency as currency,
    cast(transfers.record_no as integer) as number
  from transfers
  join deals on deals.id = transfers.deal_id
  where transfers.kind = 'funds' and transfers.stage <> 'cancelled' and transfers.amount_currency is not null
),
firsts as (
  select deal_id, min(number) as number from amounts group by deal_id
),
others as (
  select
    amounts.record_type,
    amounts.record_id,
    amounts.path,
    amounts.deal_id,
    amounts.currency,
    row_number() over (partition by amounts.deal_id order by amounts.number) as number
  from amounts
  join firsts on firsts.deal_id = amounts.deal_id
  join amounts as first_amounts
    on first_amounts.deal_id = firsts.deal_id and first_amounts.number = firsts.number
  where amounts.currency <> first_amounts.currency
)
select
  record_type,
  record_id,
  path,
  'the amounts of `' || deal_id || '` are not all in one currency, so they have no sum' as message
from others
where number = 1
