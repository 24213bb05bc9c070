with written as (
  -- Amounts in ten-thousandths, of which every database can make an exact sum.
  select
    id,
    deal_id,
    supplier_id,
    recipient_id,
    amount_currency as currency,
    case when amount_qualifier = 'more-than' then 1 else 0 end as low_excluded,
    round(coalesce(cast(amount_low as double), 0) * 10000) as low,
    round(cast(amount_high as double) * 10000) as high
  from transfers
  where kind = 'funds' and stage = 'delivered' and amount_text is not null and deal_id is not null
),
payments as (
  select
    id,
    deal_id,
    supplier_id,
    recipient_id,
    currency,
    low_excluded,
    case when high is null or low <= high then low else high end as low,
    case when high is null or low <= high then high else low end as high
  from written
),
received as (
  select payments.id, payments.deal_id, payments.supplier_id, payments.recipient_id, low_excluded, low
  from payments
  join deals on deals.id = payments.deal_id and deals.value_currency = payments.currency
),
paid as (
  select deal_id, recipient_id, sum(low) as low, max(low_excluded) as low_excluded
  from received
  group by deal_id, recipient_id
),
returned as (
  -- What the recipient paid back to one of those who paid it.
  select distinct received.deal_id, received.recipient_id, payments.id, payments.currency, payments.high
  from received
  join payments
    on payments.deal_id = received.deal_id
    and payments.supplier_id = received.recipient_id
    and payments.recipient_id = received.supplier_id
),
paid_back as (
  select
    returned.deal_id,
    returned.recipient_id,
    sum(returned.high) as high,
    -- What has no bound, or was paid back in another currency, cannot be taken off.
    sum(case when returned.high is not null and returned.currency = deals.value_currency then 0 else 1 end) as unclear
  from returned
  join deals on deals.id = returned.deal_id
  group by returned.deal_id, returned.recipient_id
),
worth as (
  select
    paid.deal_id,
    paid.recipient_id,
    paid.low,
    paid.low_excluded,
    deals.value_text,
    round(
      case
        when cast(deals.value_high as double) < cast(deals.value_low as double) then cast(deals.value_low as double)
        else cast(deals.value_high as double)
      end * 10000
    ) + coalesce(paid_back.high, 0) as high
  from paid
  join deals on deals.id = paid.deal_id
  left join paid_back on paid_back.deal_id = paid.deal_id and paid_back.recipient_id = paid.recipient_id
  where deals.value_high is not null and coalesce(paid_back.unclear, 0) = 0
)
select
  'deal' as record_type,
  deal_id as record_id,
  '/value' as path,
  '`' || recipient_id || '` was paid more than the deal is worth (`' || value_text || '`)' as message
from worth
where low > high or (low = high and low_excluded = 1)
