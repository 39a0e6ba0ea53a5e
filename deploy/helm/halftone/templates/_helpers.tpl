{{/* The names of everything begin with that of the release. */}}
{{- define "halftone.name" -}}
{{- if contains "halftone" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-halftone" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{/* Of a dict with root and component. */}}
{{- define "halftone.selector" -}}
app.kubernetes.io/name: halftone
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "halftone.labels" -}}
{{ include "halftone.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* The image of a component of Halftone. */}}
{{- define "halftone.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ . | trimSuffix "/" }}/{{ end }}halftone-{{ .component }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end -}}

{{- define "halftone.natsHost" -}}
{{- if .Values.nats.bundled }}{{ include "halftone.name" . }}-nats{{ else }}{{ required "nats.host is needed unless nats.bundled is true" .Values.nats.host }}{{ end -}}
{{- end -}}

{{- define "halftone.postgresqlHost" -}}
{{- if .Values.postgresql.bundled }}{{ include "halftone.name" . }}-postgresql{{ else }}{{ required "postgresql.host is needed unless postgresql.bundled is true" .Values.postgresql.host }}{{ end -}}
{{- end -}}

{{- define "halftone.s3Endpoint" -}}
{{- if .Values.objectStore.bundled }}http://{{ include "halftone.name" . }}-minio:9000{{ else }}{{ required "objectStore.endpoint is needed unless objectStore.bundled is true" .Values.objectStore.endpoint }}{{ end -}}
{{- end -}}

{{/* As Compose has it: nobody is root, nothing is written but to /tmp, no capability. */}}
{{- define "halftone.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "halftone.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* Workbooks are written there while they are read; what is in it counts as memory. */}}
{{- define "halftone.tmp" -}}
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 128Mi }
{{- end -}}

{{- define "halftone.fromSecret" -}}
valueFrom:
  secretKeyRef:
    name: {{ .root.Values.secretName }}
    key: {{ .key }}
{{- end -}}

{{/* NATS as one of its users. A password stands in the URL, so it is made of letters and digits, or is percent-encoded. */}}
{{- define "halftone.natsEnv" -}}
- name: NATS_PASSWORD
  {{- include "halftone.fromSecret" (dict "root" .root "key" (printf "NATS_%s_PASSWORD" (upper .user))) | nindent 2 }}
- name: NATS_URL
  value: {{ .root.Values.nats.scheme }}://{{ .user }}:$(NATS_PASSWORD)@{{ include "halftone.natsHost" .root }}:{{ .root.Values.nats.port }}
{{- end -}}

{{- define "halftone.databaseEnv" -}}
- name: DATABASE_PASSWORD
  {{- include "halftone.fromSecret" (dict "root" .root "key" (printf "%s_DB_PASSWORD" (upper .role))) | nindent 2 }}
- name: DATABASE_URL
  value: postgresql://halftone_{{ .role }}:$(DATABASE_PASSWORD)@{{ include "halftone.postgresqlHost" .root }}:{{ .root.Values.postgresql.port }}/{{ .root.Values.postgresql.database }}{{ .root.Values.postgresql.parameters }}
{{- end -}}

{{- define "halftone.storeEnv" -}}
- name: S3_ENDPOINT
  value: {{ include "halftone.s3Endpoint" .root }}
- name: S3_BUCKET
  value: {{ .root.Values.objectStore.bucket }}
- name: S3_REGION
  value: {{ .root.Values.objectStore.region }}
- name: S3_ACCESS_KEY
  value: {{ .root.Values.objectStore.accessKey }}
- name: S3_SECRET_KEY
  {{- include "halftone.fromSecret" (dict "root" .root "key" "S3_SECRET_KEY") | nindent 2 }}
{{- end -}}

{{/* What the services are told beside their stores: the chart's own, then env of all, then env of one. */}}
{{- define "halftone.settings" -}}
{{- $settings := merge (dict) (index .root.Values .component).env .root.Values.env .own -}}
{{- range $name, $value := $settings }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end -}}

{{/* The port that answers at once and whatever is away, so that no pod is restarted because a store is. */}}
{{- define "halftone.probes" -}}
startupProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 4
  failureThreshold: 2
{{- end -}}
