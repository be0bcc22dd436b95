create table if not exists client_key (
  id varchar(48) primary key,
  fields varchar(1000000) not null,
  version bigint not null
);
create table if not exists client_key_version (
  one integer primary key,
  version bigint not null
);
insert into client_key_version values (1, 0);
create table if not exists client_key_used (
  id varchar(48) primary key,
  used bigint not null
);
create table if not exists client_owner (
  owner varchar(400) primary key
);
create table if not exists client_use (
  id bigint generated always as identity primary key,
  owner varchar(400) not null,
  model varchar(600) not null,
  used bigint not null,
  node varchar(36) not null,
  place bigint not null,
  put bigint not null,
  joined boolean not null,
  requests bigint not null,
  tokens bigint not null,
  in_tokens bigint not null,
  out_tokens bigint not null,
  cost bigint not null,
  unique (node, place)
);
create index if not exists client_use_owner on client_use (owner, id);
create table if not exists client_running (
  owner varchar(400) not null,
  limited varchar(800) not null,
  node varchar(36) not null,
  running integer not null,
  primary key (owner, limited, node)
);
create table if not exists client_node (
  node varchar(36) primary key,
  seen bigint not null
);
