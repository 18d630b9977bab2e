# Does the jobs that R's survey package and this library have in common, on the same people, and times them.
# Arguments: the people, their known totals (both CSV), how often to repeat. Prints: job, median seconds, those of the processor, results.

suppressPackageStartupMessages(library(survey))

arguments <- commandArgs(trailingOnly = TRUE)
people <- read.csv(arguments[1])
known <- read.csv(arguments[2])
repeats <- as.integer(arguments[3])

margins <- unique(known$margin)
people[margins] <- lapply(people[margins], factor)
totals <- lapply(margins, function(name) {
  rows <- known[known$margin == name, ]
  setNames(data.frame(factor(rows$level), rows$total), c(name, "Freq"))
})
formulas <- lapply(margins, reformulate)
drawn <- svydesign(ids = ~1, strata = ~district, weights = ~weight, data = people)

raked <- function() rake(drawn, formulas, totals, control = list(maxit = 200, epsilon = 1e-10))
measured <- function(design) {
  found <- svymean(~score, design)
  c(coef(found), SE(found))
}
clustered <- function() svydesign(ids = ~cluster, strata = ~district, weights = ~weight, data = people, nest = TRUE)

jobs <- list(
  rake = function() sum(weights(raked())^2),
  error = function() measured(raked()),
  clusters = function() measured(clustered())
)

cat("version", as.character(packageVersion("survey")), "\n")
for (name in names(jobs)) {
  times <- replicate(repeats, {
    taken <- system.time(result <<- jobs[[name]]())
    c(taken[["elapsed"]], taken[["user.self"]] + taken[["sys.self"]])
  })
  cat(name, apply(times, 1, median), sprintf("%.15g", result), "\n")
}
