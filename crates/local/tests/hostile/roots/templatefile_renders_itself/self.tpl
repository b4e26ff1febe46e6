${templatefile("self.tpl", { n = n })}
