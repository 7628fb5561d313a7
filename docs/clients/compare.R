# Suspension rates of Black pupils against all others, by plain HTTP: base R, nothing to install.
#
#     Rscript compare.R http://127.0.0.1:3000

given <- commandArgs(trailingOnly = TRUE)
service <- if (length(given) > 0) given[1] else "http://127.0.0.1:3000"
rows <- read.csv(paste0(
  service,
  "/v1/comparisons.csv?measure=ed-suspension-rate&group=black&reference=all-others"
))

# A number that is NA is not 0: its status says why it is not there.
shown <- ifelse(is.na(rows$rate), rows$rate_status, rows$rate)
words <- ifelse(rows$sentence == "", rows$verdict, rows$sentence)
cat(paste(rows$area_name, shown, words, sep = "\t"), sep = "\n")
