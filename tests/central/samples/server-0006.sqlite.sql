BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
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
CREATE TABLE black_box (
	station_id VARCHAR(36) NOT NULL, 
	box VARCHAR(32) NOT NULL, 
	last INTEGER NOT NULL, 
	link VARCHAR(64) NOT NULL, 
	begun_at VARCHAR(27) NOT NULL, 
	received_at VARCHAR(27) NOT NULL, 
	refused INTEGER, 
	refused_at VARCHAR(27), 
	CONSTRAINT pk_black_box PRIMARY KEY (station_id, box), 
	CONSTRAINT fk_black_box_station_id_station FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "black_box" VALUES('ssssssssssssssssssssssssssssssssssss','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',5,'7e10718ec940151bd7a88aa6d3aa2bec7254c0629f4da42e57d08cc15e7fe417','2026-03-02T11:00:00.000000Z','2026-03-02T11:00:00.000000Z',NULL,NULL);
CREATE TABLE black_box_hole (
	station_id VARCHAR(36) NOT NULL, 
	box VARCHAR(32) NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	link VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_black_box_hole PRIMARY KEY (station_id, box, first), 
	CONSTRAINT fk_black_box_hole_station_id_station FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "black_box_hole" VALUES('ssssssssssssssssssssssssssssssssssss','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',3,3,'75816f81ffc03eca932686f8556db1ffdc23dde7f0e334791c0313dfc614f4d3');
CREATE TABLE black_box_record (
	station_id VARCHAR(36) NOT NULL, 
	box VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	link VARCHAR(64) NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_black_box_record PRIMARY KEY (station_id, box, number), 
	CONSTRAINT fk_black_box_record_station_id_station FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "black_box_record" VALUES('ssssssssssssssssssssssssssssssssssss','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',1,'96da82d03a17bc3c1da1c14b7442b8a788554470c4af0b4b8f22a3472b7dfcc9',X'73796E7468657469632031');
INSERT INTO "black_box_record" VALUES('ssssssssssssssssssssssssssssssssssss','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',2,'d557ab8d09f7b78ef147a0b770bf50baecfee7aada06e84774936334b5092a5b',X'73796E7468657469632032');
INSERT INTO "black_box_record" VALUES('ssssssssssssssssssssssssssssssssssss','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',4,'5b56a8b821838d83eab6f7bb4f85f5cf45656d92b68296fa9002afaf37d3c0f4',X'73796E7468657469632034');
INSERT INTO "black_box_record" VALUES('ssssssssssssssssssssssssssssssssssss','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',5,'7e10718ec940151bd7a88aa6d3aa2bec7254c0629f4da42e57d08cc15e7fe417',X'73796E7468657469632035');
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
INSERT INTO "event" VALUES(1,'osssssssssssssssssss-000001','1111111','p','accepted',NULL,'osssssssssssssssssssssssssssssssssss',1,'person','p','create','{"birth_date":"1990-01-01","full_name":"Sintética","id":"p","municipality_code":"2408102","municipality_name":"Natal","name_key":"sintetica","no_document_reason":"x","recorded_at":"2026","recorded_by":"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn","sex":"female"}','273dfb05c92ac0b8f9a4a4137bbaf78e4210402d615edd73e8903b69a78c705a','2026','nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn',0,'2026-03-02T11:00:00.000000Z',NULL);
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
CREATE TABLE offered_version (
	channel VARCHAR(20) NOT NULL, 
	version VARCHAR(20) NOT NULL, 
	note TEXT NOT NULL, 
	packages TEXT NOT NULL, 
	offered_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_offered_version PRIMARY KEY (channel)
);
INSERT INTO "offered_version" VALUES('stable','1.4.0','Nota sintética','{"plantao_1.4.0_amd64.deb": "0000000000000000000000000000000000000000000000000000000000000000"}','2026-03-02T11:00:00.000000Z');
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
CREATE TABLE station_health (
	station_id VARCHAR(36) NOT NULL, 
	received_at VARCHAR(27) NOT NULL, 
	version VARCHAR(20) NOT NULL, 
	store_format VARCHAR(10) NOT NULL, 
	system VARCHAR(20) NOT NULL, 
	pending INTEGER NOT NULL, 
	oldest_pending INTEGER, 
	refused INTEGER NOT NULL, 
	disagreements INTEGER NOT NULL, 
	disk_free INTEGER, 
	store_size INTEGER NOT NULL, 
	backup_age INTEGER, 
	clock_ahead INTEGER NOT NULL, 
	CONSTRAINT pk_station_health PRIMARY KEY (station_id), 
	CONSTRAINT fk_station_health_station_id_station FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "station_health" VALUES('ssssssssssssssssssssssssssssssssssss','2026-03-02T11:00:00.000000Z','1.3.0','0018','linux',2,60,0,0,5000000000,1000000,3600,0);
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
CREATE INDEX ix_event_hold ON event (person_id) WHERE entity = 'record_hold';
COMMIT;
