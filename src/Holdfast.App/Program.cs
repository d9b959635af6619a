System.CommandLine.RootCommand root = new("Keeps services reachable when DNS, a provider or a region fails, and proves it beforehand.");
return await root.Parse(args).InvokeAsync();
