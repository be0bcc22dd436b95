drop index if exists request_ended;
drop index if exists attempt_ended;
drop index if exists attempt_request;
