BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE api_call (
	id VARCHAR(36) NOT NULL, 
	client_id VARCHAR(36) NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	method VARCHAR(10) NOT NULL, 
	route VARCHAR(100) NOT NULL, 
	outcome VARCHAR(60) NOT NULL, 
	CONSTRAINT pk_api_call PRIMARY KEY (id), 
	CONSTRAINT fk_api_call_client_id FOREIGN KEY(client_id) REFERENCES api_client (id)
);
CREATE TABLE api_client (
	id VARCHAR(36) NOT NULL, 
	unit VARCHAR(7) NOT NULL, 
	name TEXT NOT NULL, 
	role VARCHAR(10) NOT NULL, 
	token_sha256 VARCHAR(64) NOT NULL, 
	made_at VARCHAR(27) NOT NULL, 
	revoked_at VARCHAR(27), 
	CONSTRAINT pk_api_client PRIMARY KEY (id), 
	CONSTRAINT fk_api_client_unit FOREIGN KEY(unit) REFERENCES unit (cnes), 
	CONSTRAINT uq_api_client_token_sha256 UNIQUE (token_sha256)
);
INSERT INTO "api_client" VALUES('c','1111111','Hospital','read','0000000000000000000000000000000000000000000000000000000000000000','2026',NULL);
CREATE TABLE enrolment_code (
	code_sha256 VARCHAR(64) NOT NULL, 
	unit VARCHAR(7) NOT NULL, 
	station_name TEXT NOT NULL, 
	expires_at VARCHAR(27) NOT NULL, 
	used_by VARCHAR(36), 
	CONSTRAINT pk_enrolment_code PRIMARY KEY (code_sha256), 
	CONSTRAINT fk_enrolment_code_unit FOREIGN KEY(unit) REFERENCES unit (cnes)
);
CREATE TABLE epoch (
	number INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	held INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	begun_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_epoch PRIMARY KEY (number), 
	CONSTRAINT uq_epoch_id UNIQUE (id)
);
CREATE TABLE event (
	number INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	unit VARCHAR(7) NOT NULL, 
	person_id VARCHAR(36), 
	verdict VARCHAR(10) NOT NULL, 
	against VARCHAR(36), 
	origin VARCHAR(36) NOT NULL, 
	sequence INTEGER NOT NULL, 
	entity VARCHAR(20) NOT NULL, 
	entity_id VARCHAR(64) NOT NULL, 
	operation VARCHAR(10) NOT NULL, 
	payload TEXT NOT NULL, 
	payload_sha256 VARCHAR(64) NOT NULL, 
	recorded_at VARCHAR(27) NOT NULL, 
	recorded_by VARCHAR(36) NOT NULL, 
	seen INTEGER NOT NULL, 
	received_at VARCHAR(27) NOT NULL, handed_in_by VARCHAR(36), 
	CONSTRAINT pk_event PRIMARY KEY (number), 
	CONSTRAINT uq_event_id UNIQUE (id), 
	CONSTRAINT uq_event_origin_sequence UNIQUE (origin, sequence)
);
INSERT INTO "event" VALUES(1,'osssssssssssssssssss-000001','1111111','p','accepted',NULL,'osssssssssssssssssssssssssssssssssss',1,'person','p','create','{"birth_date":"1990-01-01","full_name":"Sintética","id":"p","municipality_code":"2408102","municipality_name":"Natal","name_key":"sintetica","recorded_at":"2026","recorded_by":"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn","sex":"female"}','951b513930517a9930a8d88027b596a8c6fab14f23fe67c79b5c6b97e28a2767','2026','nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn',0,'2026-03-02T11:00:00.000000Z',NULL);
INSERT INTO "event" VALUES(2,'osssssssssssssssssss-000002','1111111','p','accepted',NULL,'osssssssssssssssssssssssssssssssssss',2,'person','p','change','{"before":{"phone":null},"fields":{"phone":"+55841"},"id":"p"}','80b18df6a645f91409cd67bb19cb212fd189bb5669e907766b2abaae5b18ef10','2026','nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn',0,'2026-03-02T11:00:00.000000Z',NULL);
INSERT INTO "event" VALUES(3,'ottttttttttttttttttt-000001','1111111','p','conflict','osssssssssssssssssss-000002','ottttttttttttttttttttttttttttttttttt',1,'person','p','change','{"before":{"phone":null},"fields":{"phone":"+55842"},"id":"p"}','e9567f821f588849bed16f60e573b8a4220c7c9209972a5fa820a4ed0dbf17c8','2026','nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn',1,'2026-03-02T11:00:00.000000Z',NULL);
CREATE TABLE guard_head (
	guard VARCHAR(160) NOT NULL, 
	number INTEGER NOT NULL, 
	origin VARCHAR(36) NOT NULL, 
	event_id VARCHAR(36) NOT NULL, since INTEGER, 
	CONSTRAINT pk_guard_head PRIMARY KEY (guard)
);
INSERT INTO "guard_head" VALUES('person/p/phone',2,'osssssssssssssssssssssssssssssssssss','osssssssssssssssssss-000002',NULL);
CREATE TABLE heard_news (
	id VARCHAR(36) NOT NULL, 
	unit VARCHAR(7) NOT NULL, 
	channel VARCHAR(20) NOT NULL, 
	news TEXT NOT NULL, 
	received_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_heard_news PRIMARY KEY (id), 
	CONSTRAINT fk_heard_news_unit FOREIGN KEY(unit) REFERENCES unit (cnes)
);
CREATE TABLE journal_head (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, epoch VARCHAR(36) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_journal_head PRIMARY KEY (id)
);
INSERT INTO "journal_head" VALUES(1,3,'');
CREATE TABLE referral_desk (
	referral_id VARCHAR(36) NOT NULL, 
	person_id VARCHAR(36) NOT NULL, 
	from_unit VARCHAR(7) NOT NULL, 
	to_unit VARCHAR(7) NOT NULL, 
	place INTEGER NOT NULL, 
	asked_id VARCHAR(36) NOT NULL, 
	due_at VARCHAR(27), 
	escalated INTEGER NOT NULL, 
	CONSTRAINT pk_referral_desk PRIMARY KEY (referral_id)
);
CREATE TABLE rejected (
	event_id VARCHAR(36) NOT NULL, 
	station_id VARCHAR(36) NOT NULL, 
	code VARCHAR(60) NOT NULL, 
	raw TEXT NOT NULL, 
	received_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_rejected PRIMARY KEY (event_id)
);
CREATE TABLE scope (
	person_id VARCHAR(36) NOT NULL, 
	unit VARCHAR(7) NOT NULL, 
	since INTEGER NOT NULL, 
	CONSTRAINT pk_scope PRIMARY KEY (person_id, unit)
);
INSERT INTO "scope" VALUES('p','1111111',1);
CREATE TABLE sending_grant (
	unit VARCHAR(7) NOT NULL, 
	holder VARCHAR(36), 
	since VARCHAR(27) NOT NULL, 
	until VARCHAR(27), 
	not_before VARCHAR(27), 
	CONSTRAINT pk_sending_grant PRIMARY KEY (unit), 
	CONSTRAINT fk_sending_grant_unit FOREIGN KEY(unit) REFERENCES unit (cnes)
);
INSERT INTO "sending_grant" VALUES('1111111','ssssssssssssssssssssssssssssssssssss','2026',NULL,NULL);
CREATE TABLE sending_shelf (
	unit VARCHAR(7) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	message TEXT NOT NULL, 
	taken_by VARCHAR(36), 
	CONSTRAINT pk_sending_shelf PRIMARY KEY (unit, id), 
	CONSTRAINT fk_sending_shelf_unit FOREIGN KEY(unit) REFERENCES unit (cnes)
);
CREATE TABLE server_secret (
	name VARCHAR(30) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_server_secret PRIMARY KEY (name)
);
CREATE TABLE station (
	id VARCHAR(36) NOT NULL, 
	unit VARCHAR(7) NOT NULL, 
	name TEXT NOT NULL, 
	public_key VARCHAR(64) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	enrolled_at VARCHAR(27) NOT NULL, 
	last_contact VARCHAR(27), reported INTEGER, 
	CONSTRAINT pk_station PRIMARY KEY (id), 
	CONSTRAINT fk_station_unit FOREIGN KEY(unit) REFERENCES unit (cnes)
);
INSERT INTO "station" VALUES('ssssssssssssssssssssssssssssssssssss','1111111','Sala','k','active','2026',NULL,NULL);
INSERT INTO "station" VALUES('tttttttttttttttttttttttttttttttttttt','1111111','Sala','k','active','2026',NULL,NULL);
CREATE TABLE station_agreement (
	station_id VARCHAR(36) NOT NULL, 
	agreement VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_station_agreement PRIMARY KEY (station_id), 
	CONSTRAINT fk_station_agreement_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
CREATE TABLE station_origin (
	origin VARCHAR(36) NOT NULL, 
	station_id VARCHAR(36) NOT NULL, 
	CONSTRAINT pk_station_origin PRIMARY KEY (origin), 
	CONSTRAINT fk_station_origin_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "station_origin" VALUES('osssssssssssssssssssssssssssssssssss','ssssssssssssssssssssssssssssssssssss');
INSERT INTO "station_origin" VALUES('ottttttttttttttttttttttttttttttttttt','tttttttttttttttttttttttttttttttttttt');
CREATE TABLE unit (
	cnes VARCHAR(7) NOT NULL, 
	name TEXT NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_unit PRIMARY KEY (cnes)
);
INSERT INTO "unit" VALUES('1111111','UBS Sintética','primary_care');
INSERT INTO "unit" VALUES('2222222','Hospital Sintético','hospital');
CREATE INDEX ix_station_unit ON station (unit);
CREATE INDEX ix_station_origin_station_id ON station_origin (station_id);
CREATE INDEX ix_event_person ON event (person_id, number);
CREATE INDEX ix_event_row ON event (entity_id, entity, number);
CREATE INDEX ix_event_unit ON event (unit, number);
CREATE INDEX ix_rejected_station_id ON rejected (station_id);
CREATE INDEX ix_referral_desk_due_at ON referral_desk (due_at);
CREATE INDEX ix_heard_news_unit ON heard_news (unit);
CREATE INDEX ix_api_call_client_id ON api_call (client_id);
COMMIT;
