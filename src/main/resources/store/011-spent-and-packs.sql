create table if not exists client_spent (
  since bigint not null,
  client varchar(256) not null,
  cost bigint not null,
  primary key (since, client)
);
insert into client_spent (since, client, cost)
  select since, client, sum(cost) from usage_day where since > 0 group by since, client having sum(cost) <> 0;
insert into client_spent (since, client, cost)
  select 0, client, sum(cost) from client_spent group by client;
create table if not exists usage_pack (
  kind varchar(32) not null,
  since bigint not null,
  part integer not null,
  requests bigint not null,
  bytes bytea not null,
  primary key (kind, since, part)
);
create table if not exists usage_packed (
  hourly boolean not null,
  since bigint not null,
  done boolean not null,
  primary key (hourly, since)
);
