output "x" {
  value = "%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }%{ if true }x"
}
