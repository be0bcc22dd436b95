create table if not exists batch_vendor (
  job varchar(64) not null,
  tag varchar(64) not null,
  sheet bytea not null,
  lines bytea not null,
  primary key (job, tag)
);
