with taken as (
  select
    statement_targets.id,
    statements.id as statement_id,
    statements.speaker_id,
    coalesce(statements.on_behalf_of_id, statements.speaker_id) as voice_id,
    statement_targets.target_type,
    statement_targets.target_id,
    statement_targets.stance,
    cast(statements.record_no as integer) as record_no,
    cast(statement_targets.target_no as integer) as target_no
  from statement_targets
  join statements on statements.id = statement_targets.statement_id
  where statement_targets.live and statement_targets.stance in ('affirms', 'denies')
),
denials as (
  select
    id,
    statement_id,
    target_type,
    target_id,
    voice_id as actor_id,
    'voice' as role,
    row_number() over (partition by target_type, target_id, voice_id order by record_no, target_no) as number
  from taken
  where stance = 'denies'
  union all
  select
    id,
    statement_id,
    target_type,
    target_id,
    speaker_id as actor_id,
    'speaker' as role,
    row_number() over (partition by target_type, target_id, speaker_id order by record_no, target_no) as number
  from taken
  where stance = 'denies'
)
select
  'statement' as record_type,
  denials.statement_id as record_id,
  substr(denials.id, instr(denials.id, '#') + 1) || '/stance' as path,
  '`' || denials.actor_id || '` both affirms and denies `' || denials.target_type || ':' || denials.target_id || '`'
    as message
from denials
where denials.number = 1
  and exists (
    select 1
    from taken
    where taken.stance = 'affirms'
      and taken.target_type = denials.target_type
      and taken.target_id = denials.target_id
      and denials.actor_id = case when denials.role = 'voice' then taken.voice_id else taken.speaker_id end
  )
  -- One who speaks for several has contradicted itself even where none of them has.
  and (
    denials.role = 'voice'
    or not exists (
      select 1
      from taken as denying
      join taken as affirming
        on affirming.target_type = denying.target_type
        and affirming.target_id = denying.target_id
        and affirming.speaker_id = denying.speaker_id
        and affirming.voice_id = denying.voice_id
      where denying.stance = 'denies'
        and affirming.stance = 'affirms'
        and denying.target_type = denials.target_type
        and denying.target_id = denials.target_id
        and denying.speaker_id = denials.actor_id
    )
  )
