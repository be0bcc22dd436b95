alter table usage_hour add column if not exists failed_cost bigint default 0 not null;
alter table usage_day add column if not exists failed_cost bigint default 0 not null;
create table if not exists usage_rollup (
  kind varchar(32) not null,
  since bigint not null,
  client varchar(256) not null,
  caller_user varchar(256) not null,
  team varchar(256) not null,
  task varchar(256) not null,
  provider varchar(256) not null,
  model varchar(256) not null,
  requests bigint not null,
  failed bigint not null,
  cancelled bigint not null,
  hits bigint not null,
  attempts bigint not null,
  in_tokens bigint not null,
  out_tokens bigint not null,
  cached_tokens bigint not null,
  written_tokens bigint not null,
  reasoning_tokens bigint not null,
  estimated bigint not null,
  unpriced bigint not null,
  cost bigint not null,
  saved bigint not null,
  failed_cost bigint not null,
  primary key (kind, since, client, caller_user, team, task, provider, model)
);
create table if not exists usage_rolled (
  since bigint primary key,
  done boolean not null
);
create table if not exists client_key_seen (
  node varchar(36) primary key,
  version bigint not null,
  seen bigint not null
);
