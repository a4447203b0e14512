{{/* Where everything runs: the operator and the agents look for Secrets and Leases in this namespace and no other. */}}
{{- define "vrrp-operator.namespace" -}}
vrrp-system
{{- end }}

{{/* What pods are selected by; these may never change. Takes the component. */}}
{{- define "vrrp-operator.selectorLabels" -}}
app.kubernetes.io/name: vrrp-operator
app.kubernetes.io/component: {{ . }}
{{- end }}

{{/* Labels of every object. Takes a dict of root and component; component may be missing. */}}
{{- define "vrrp-operator.labels" -}}
app.kubernetes.io/name: vrrp-operator
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
app.kubernetes.io/part-of: vrrp-operator
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Image by digest, or by tag. Takes a dict of root and image. */}}
{{- define "vrrp-operator.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end }}
{{- end }}

{{/*
Labels of a pod. Not among them what changes with the chart alone: a new version of the chart must not restart the agents.
Takes a dict of root, component and more labels.
*/}}
{{- define "vrrp-operator.podLabels" -}}
{{ include "vrrp-operator.selectorLabels" .component }}
app.kubernetes.io/part-of: vrrp-operator
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
{{- with .more }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Host and port that the kubelet asks for an agent that answers on ADDRESS:PORT; it asks on the node itself. */}}
{{- define "vrrp-operator.probeTarget" -}}
{{- $port := regexFind "[0-9]+$" . -}}
{{- $host := . | trimSuffix (printf ":%s" $port) | trimPrefix "[" | trimSuffix "]" -}}
host: {{ get (dict "0.0.0.0" "127.0.0.1" "::" "::1") $host | default $host | quote }}
port: {{ $port }}
{{- end }}
