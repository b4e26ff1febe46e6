module "first" {
  source     = "./empty"
  depends_on = [module.second]
}

module "second" {
  source     = "./empty"
  depends_on = [module.first]
}
