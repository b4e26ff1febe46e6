provider "aws" {
  alias = "far"
}

provider "aws" {
  alias = "far"
}
